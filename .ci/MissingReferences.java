import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.FieldVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Finds what classes of a job jar refer to, or override, that one Spark has and another lacks. Such a reference fails
 * only when it is reached. Arguments: the job jar, the folders of jars of the one Spark and of the other.
 *
 * <p>It reads classes by the ASM of Spark's own jars, which must be on the classpath.
 */
final class MissingReferences {

  /** The classes that call Spark. */
  private static final Pattern CALLER =
      Pattern.compile("(io/github/sparkddpm/(?!shaded/)|org/deeplearning4j/spark/|org/nd4j/parameterserver/).*");

  /** No class refers to it. */
  private static final String UNUSED = "org/deeplearning4j/spark/ordering/DataSetOrdering";

  public static void main(String[] arguments) throws IOException {
    Path job = Path.of(arguments[0]);
    Library one = Library.of(job, Path.of(arguments[1]));
    Library other = Library.of(job, Path.of(arguments[2]));
    SortedSet<String> missing = new TreeSet<>();
    int[] callers = new int[1];
    each(
        job,
        type -> {
          if (CALLER.matcher(type.getClassName()).matches() && !type.getClassName().equals(UNUSED)) {
            callers[0]++;
            for (Reference reference : references(type)) {
              if (one.has(reference) && !other.has(reference)) {
                missing.add("%s refers to %s.%s".formatted(type.getClassName(), reference.owner(), reference.member()));
              }
            }
          }
        });
    missing.forEach(System.err::println);
    if (!missing.isEmpty() || callers[0] < 100) {
      throw new IllegalStateException("%s references are missing, of %s classes".formatted(missing.size(), callers[0]));
    }
    System.out.printf("All that %s classes refer to is there%n", callers[0]);
  }

  /**
   * A method or field, or a class by itself.
   *
   * @param member name and type; empty for the class
   */
  private record Reference(String owner, String member) {}

  /** A class that others may refer to. */
  private record Type(String parent, List<String> interfaces, Set<String> members) {

    static Type of(ClassReader read) {
      Set<String> members = new HashSet<>();
      read.accept(
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String type, String generic, String[] thrown) {
              members.add(name + type);
              return null;
            }

            @Override
            public FieldVisitor visitField(int access, String name, String type, String generic, Object value) {
              members.add(name + type);
              return null;
            }
          },
          ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
      return new Type(read.getSuperName(), List.of(read.getInterfaces()), members);
    }
  }

  /** All classes of a Spark and of the job jar; Spark's own come first, as on a cluster. */
  private record Library(Map<String, Optional<Type>> types) {

    static Library of(Path job, Path jars) throws IOException {
      Library library = new Library(new HashMap<>());
      List<Path> files = new ArrayList<>();
      try (var listed = Files.newDirectoryStream(jars, "*.jar")) {
        listed.forEach(files::add);
      }
      files.add(job);
      for (Path file : files) {
        each(file, type -> library.types.putIfAbsent(type.getClassName(), Optional.of(Type.of(type))));
      }
      return library;
    }

    boolean has(Reference reference) {
      if (reference.owner().startsWith("[")) {
        return true;
      }
      Optional<Type> type = find(reference.owner());
      return type.isPresent() && (reference.member().isEmpty() || has(type.get(), reference.member()));
    }

    private boolean has(Type type, String member) {
      return type.members().contains(member)
          || (type.parent() != null && find(type.parent()).map(parent -> has(parent, member)).orElse(true))
          || type.interfaces().stream().anyMatch(name -> find(name).map(of -> has(of, member)).orElse(true));
    }

    private Optional<Type> find(String name) {
      return types.computeIfAbsent(name, MissingReferences::ofTheJdk);
    }
  }

  private static Optional<Type> ofTheJdk(String name) {
    try (InputStream read = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
      return read == null ? Optional.empty() : Optional.of(Type.of(new ClassReader(read)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Reference> references(ClassReader read) {
    Set<Reference> found = new HashSet<>();
    List<String> parents = new ArrayList<>(List.of(read.getInterfaces()));
    parents.add(read.getSuperName());
    parents.forEach(parent -> found.add(new Reference(parent, "")));
    read.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(int access, String name, String type, String generic, String[] thrown) {
            if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && !name.equals("<init>")) {
              parents.forEach(parent -> found.add(new Reference(parent, name + type)));
            }
            return new Calls(found);
          }
        },
        ClassReader.SKIP_DEBUG);
    return found;
  }

  /** The references of a method's code. */
  private static final class Calls extends MethodVisitor {

    private final Set<Reference> found;

    Calls(Set<Reference> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public void visitMethodInsn(int code, String owner, String name, String type, boolean ofInterface) {
      found.add(new Reference(owner, name + type));
    }

    @Override
    public void visitFieldInsn(int code, String owner, String name, String type) {
      found.add(new Reference(owner, name + type));
    }

    @Override
    public void visitTypeInsn(int code, String type) {
      found.add(new Reference(type, ""));
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String type, Handle by, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle) {
          found.add(new Reference(handle.getOwner(), handle.getName() + handle.getDesc()));
        }
      }
    }
  }

  private interface Visit {
    void of(ClassReader type) throws IOException;
  }

  private static void each(Path jar, Visit visit) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class")) {
          visit.of(new ClassReader(zip.getInputStream(entry).readAllBytes()));
        }
      }
    }
  }
}
