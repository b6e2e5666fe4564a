package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.host.HostMemory;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN's own batched product, which ND4J does not offer. It uses the OpenMP threads of the
 * calling thread, as ND4J's operations do. Keeps what it has compiled for every shape; not
 * thread-safe.
 */
final class OneDnnMatmul implements BatchedMatmul {

  private static final Logger LOG = LoggerFactory.getLogger(OneDnnMatmul.class);

  /** The library is loaded when it is first asked for, and at most once. */
  private static final class Library {

    static final boolean AVAILABLE = load();

    private static boolean load() {
      try {
        Loader.load(dnnl.class);
        return true;
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        LOG.info("No oneDNN library for this platform, attention is slower: {}", e.getMessage());
        return false;
      }
    }
  }

  private record Shape(
      long batch, long rows, long inner, long columns, boolean transposeA, boolean transposeB) {}

  private final engine cpu = new engine(engine.kind.cpu, 0);
  private final stream queue = new stream(cpu);
  private final Map<Shape, Product> compiled = new HashMap<>();

  static boolean isAvailable() {
    return Library.AVAILABLE;
  }

  @Override
  public void multiply(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    Shape shape =
        new Shape(
            out.size(0),
            out.size(1),
            a.size(transposeA ? 1 : 2),
            out.size(2),
            transposeA,
            transposeB);
    compiled.computeIfAbsent(shape, Product::new).run(a, b, out);
  }

  private final class Product {

    private final matmul primitive;
    private final memory a;
    private final memory b;
    private final memory out;
    private final IntMemoryMap arguments = new IntMemoryMap();

    Product(Shape shape) {
      memory.desc left = matrices(shape.batch, shape.rows, shape.inner, shape.transposeA);
      memory.desc right = matrices(shape.batch, shape.inner, shape.columns, shape.transposeB);
      memory.desc result = matrices(shape.batch, shape.rows, shape.columns, false);
      primitive = new matmul(new matmul.primitive_desc(new matmul.desc(left, right, result), cpu));
      a = argument(dnnl.DNNL_ARG_SRC, left);
      b = argument(dnnl.DNNL_ARG_WEIGHTS, right);
      out = argument(dnnl.DNNL_ARG_DST, result);
    }

    void run(INDArray left, INDArray right, INDArray result) {
      point(a, left);
      point(b, right);
      point(out, result);
      primitive.execute(queue, arguments);
      queue._wait();
    }

    private memory argument(int role, memory.desc layout) {
      memory argument = new memory(layout, cpu, null);
      arguments.put(role, argument);
      return argument;
    }
  }

  /** Where the memory of a product's argument lies, for this run. */
  private static void point(memory argument, INDArray array) {
    argument.set_data_handle(new FloatPointer(HostMemory.floats(array)));
  }

  private static memory.desc matrices(long batch, long rows, long columns, boolean transposed) {
    return new memory.desc(
        new long[] {batch, rows, columns},
        memory.data_type.f32,
        transposed ? memory.format_tag.acb : memory.format_tag.abc);
  }
}
