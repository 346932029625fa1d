"""Tools that rewrite an exported network into another that computes the same, faster."""
