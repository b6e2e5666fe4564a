package io.github.sparkddpm.network.kernels;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batched product of oneDNN itself. Keeps the compiled primitives of every shape; not
 * thread-safe.
 */
final class OneDnnMatmul implements BatchedMatmul {

  private record Shape(
      long batch, long rows, long inner, long columns, boolean transposeA, boolean transposeB) {}

  private final Workspace workspace;
  private final Map<Shape, OneDnnCall> compiled = new HashMap<>();

  OneDnnMatmul(Workspace workspace) {
    this.workspace = workspace;
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
    compiled.computeIfAbsent(shape, this::compile).run(a, b, out);
  }

  private OneDnnCall compile(Shape shape) {
    memory.desc a = matrices(shape.batch, shape.rows, shape.inner, shape.transposeA);
    memory.desc b = matrices(shape.batch, shape.inner, shape.columns, shape.transposeB);
    memory.desc out = matrices(shape.batch, shape.rows, shape.columns, false);
    var product =
        new matmul.primitive_desc(new matmul.desc(a, b, out), OneDnn.attributes(), OneDnn.cpu());
    return new OneDnnCall(workspace, new matmul(product), product)
        .input(dnnl.DNNL_ARG_SRC, a, a)
        .input(dnnl.DNNL_ARG_WEIGHTS, b, b)
        .output(dnnl.DNNL_ARG_DST, out, out);
  }

  private static memory.desc matrices(long batch, long rows, long columns, boolean transposed) {
    memory.format_tag layout = transposed ? memory.format_tag.acb : memory.format_tag.abc;
    return OneDnn.floats(layout, batch, rows, columns);
  }
}
