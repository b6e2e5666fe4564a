package io.github.sparkddpm.network.parameters;

import io.github.sparkddpm.random.NoiseStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The learned tensors of one block, laid out one after the other in a slice of the flat vector. */
public final class Parameters {

  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  /**
   * Lays tensors over a slice.
   *
   * @param specs the tensors, in order
   * @param slice a rank 1 view as long as all of them together
   */
  public Parameters(List<ParameterSpec> specs, INDArray slice) {
    split(specs, slice, (spec, view) -> byName.put(spec.name(), new Parameter(spec, view)));
  }

  /** Lays the same tensors' gradients over the same slice of the flat gradient vector. */
  public void gradients(INDArray slice) {
    split(
        all().stream().map(Parameter::spec).toList(),
        slice,
        (spec, view) -> get(spec.name()).gradient(view));
  }

  /** Sets the starting values; every tensor draws from a stream of its own. */
  public void initialize(NoiseStream noise, int block) {
    int number = 0;
    for (Parameter parameter : all()) {
      ParameterSpec spec = parameter.spec();
      var random = noise.generator(NoiseStream.Purpose.PARAMETERS, block, number++);
      float[] values = spec.initializer().values(spec.shape(), random);
      parameter.value().assign(Nd4j.createFromArray(values).reshape(parameter.value().shape()));
    }
  }

  public List<Parameter> all() {
    return new ArrayList<>(byName.values());
  }

  /** Returns the tensor of a layer, as in {@code get("conv1", "weight")}. */
  public Parameter get(String layer, String tensor) {
    return get(ParameterSpec.qualified(layer, tensor));
  }

  private Parameter get(String name) {
    Parameter parameter = byName.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "No tensor %s in this block, only %s".formatted(name, byName.keySet()));
    }
    return parameter;
  }

  private static void split(
      List<ParameterSpec> specs, INDArray slice, BiConsumer<ParameterSpec, INDArray> use) {
    long offset = 0;
    for (ParameterSpec spec : specs) {
      long end = offset + spec.length();
      long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
      use.accept(spec, slice.get(NDArrayIndex.interval(offset, end)).reshape('c', shape));
      offset = end;
    }
  }
}
