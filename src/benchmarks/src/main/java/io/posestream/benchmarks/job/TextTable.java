package io.posestream.benchmarks.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The columns of a table for the terminal and for Markdown.
 *
 * @param <R> type of the values in the rows
 */
final class TextTable<R> {
  private final List<Column<R>> columns = new ArrayList<>();

  private record Column<R>(String heading, Function<R, String> cell) {}

  /** Adds a column on the right. */
  TextTable<R> column(String heading, Function<R, String> cell) {
    columns.add(new Column<>(heading, cell));
    return this;
  }

  /** Returns the table, with one line per row below the headings. */
  String of(List<R> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(Column::heading).toList());
    for (R row : rows) {
      cells.add(columns.stream().map(column -> column.cell().apply(row)).toList());
    }
    int[] widths = widths(cells);
    List<String> lines =
        cells.stream()
            .map(row -> line(row, widths))
            .collect(Collectors.toCollection(ArrayList::new));
    lines.add(1, rule(widths));
    return String.join("\n", lines) + "\n";
  }

  private static int[] widths(List<List<String>> cells) {
    int[] widths = new int[cells.get(0).size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
      line.append(" |");
    }
    return line.toString();
  }

  private static String rule(int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int width : widths) {
      line.append(' ').append("-".repeat(width)).append(" |");
    }
    return line.toString();
  }
}
