import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Prints how long the methods and files of the product are, module by module, and fails over the
 * limits of the house.
 *
 * <p>Run it at the top of the checkout: {@code java .ci/HouseFigures.java [--longest N]}. A method's
 * length is the number of lines of code between its braces; blank lines and comments do not count.
 */
public final class HouseFigures {
  private static final int LONG_METHOD = 15;
  private static final int P90_LIMIT = 12;
  private static final double LONG_SHARE_LIMIT = 0.04;
  private static final int JOB_LINES_LIMIT = 3500;
  private static final String JOB = "flink-job";

  private final Map<String, List<Method>> methods = new TreeMap<>();
  private final Map<String, List<Integer>> files = new TreeMap<>();

  private record Method(String name, int lines) {}

  private HouseFigures() {}

  public static void main(String[] args) throws IOException {
    HouseFigures figures = new HouseFigures();
    for (Path module : modules()) {
      figures.read(module);
    }
    figures.print();
    if (args.length == 2 && args[0].equals("--longest")) {
      figures.printLongest(Integer.parseInt(args[1]));
    }
    System.exit(figures.withinLimits() ? 0 : 1);
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> inner = Files.list(Path.of("src"))) {
      return Stream.concat(Stream.of(Path.of(JOB)), inner)
          .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
          .sorted()
          .toList();
    }
  }

  private void read(Path module) throws IOException {
    List<Path> sources;
    try (Stream<Path> all = Files.walk(module.resolve("src/main/java"))) {
      sources = all.filter(HouseFigures::isSource).sorted().toList();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(sources);
      JavacTask task = (JavacTask) compiler.getTask(null, manager, null, null, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        read(module.toString(), unit, positions);
      }
    }
  }

  private static boolean isSource(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") && !name.equals("package-info.java");
  }

  private void read(String module, CompilationUnitTree unit, SourcePositions positions)
      throws IOException {
    String source = unit.getSourceFile().getCharContent(true).toString();
    files.computeIfAbsent(module, any -> new ArrayList<>()).add(lines(source));
    List<Method> found = methods.computeIfAbsent(module, any -> new ArrayList<>());
    new TreeScanner<Void, String>() {
      @Override
      public Void visitClass(ClassTree type, String outer) {
        return super.visitClass(type, outer + "." + type.getSimpleName());
      }

      @Override
      public Void visitMethod(MethodTree method, String type) {
        BlockTree body = method.getBody();
        if (body != null && positions.getStartPosition(unit, body) >= 0) {
          found.add(new Method(type + "#" + method.getName(), length(body)));
        }
        return super.visitMethod(method, type);
      }

      private int length(BlockTree body) {
        int start = (int) positions.getStartPosition(unit, body) + 1;
        int end = (int) positions.getEndPosition(unit, body) - 1;
        return start > end ? 0 : lines(source.substring(start, end));
      }
    }.scan(unit, String.valueOf(unit.getPackageName()));
  }

  /** Counts lines with code on them; a comment in a string literal would be miscounted. */
  private static int lines(String code) {
    String plain = code.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
    return (int) plain.lines().filter(line -> !line.isBlank()).count();
  }

  private void print() {
    System.out.printf(
        "%-18s %8s %8s %8s %8s %8s %10s %8s%n",
        "module", "methods", "median", "p90", "longest", "over 15", "file lines", "lines");
    methods.keySet().forEach(module -> print(module, methods.get(module), files.get(module)));
    print("all", allMethods(), files.values().stream().flatMap(List::stream).toList());
  }

  private static void print(String module, List<Method> found, List<Integer> files) {
    System.out.printf(
        "%-18s %8d %8d %8d %8d %7.1f%% %10d %8d%n",
        module,
        found.size(),
        quantile(lengths(found), 0.5),
        quantile(lengths(found), 0.9),
        quantile(lengths(found), 1),
        100 * longShare(found),
        quantile(files, 0.5),
        files.stream().mapToInt(Integer::intValue).sum());
  }

  private void printLongest(int number) {
    allMethods().stream()
        .sorted(Comparator.comparingInt(Method::lines).reversed())
        .limit(number)
        .forEach(method -> System.out.printf("%4d %s%n", method.lines(), method.name()));
  }

  private boolean withinLimits() {
    int job = files.get(JOB).stream().mapToInt(Integer::intValue).sum();
    return quantile(lengths(allMethods()), 0.9) <= P90_LIMIT
        && longShare(allMethods()) <= LONG_SHARE_LIMIT
        && job <= JOB_LINES_LIMIT;
  }

  private List<Method> allMethods() {
    return methods.values().stream().flatMap(List::stream).toList();
  }

  private static List<Integer> lengths(List<Method> methods) {
    return methods.stream().map(Method::lines).toList();
  }

  private static double longShare(List<Method> methods) {
    return (double) methods.stream().filter(method -> method.lines() > LONG_METHOD).count()
        / methods.size();
  }

  private static int quantile(List<Integer> values, double share) {
    List<Integer> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
  }
}
