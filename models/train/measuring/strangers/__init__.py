"""What a model does with people it never saw: sets and videos left out, folds, and one number."""
