package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.host.HostMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A compiled oneDNN primitive and its arguments. One that it wants in a layout of its own is copied
 * through a buffer of the scope's. Not thread-safe.
 */
final class OneDnnCall {

  private final Scope scope;
  private final primitive compiled;
  private final stream queue = new stream(OneDnn.cpu());
  private final IntMemoryMap arguments = new IntMemoryMap();
  private final List<Argument> inputs = new ArrayList<>();
  private final List<Argument> outputs = new ArrayList<>();

  OneDnnCall(Scope scope, primitive compiled) {
    this.scope = scope;
    this.compiled = compiled;
  }

  /**
   * Adds an input.
   *
   * @param role oneDNN's number for it
   * @param ours the layout it will come in
   * @param wanted the primitive's layout
   */
  OneDnnCall input(int role, memory.desc ours, memory.desc wanted) {
    inputs.add(argument(role, ours, wanted));
    return this;
  }

  /** Adds an output; as {@link #input}. */
  OneDnnCall output(int role, memory.desc ours, memory.desc wanted) {
    outputs.add(argument(role, ours, wanted));
    return this;
  }

  /**
   * Computes.
   *
   * @param arrays the inputs and then the outputs, each in the order they were added
   */
  void run(INDArray... arrays) {
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).load(arrays[i]);
    }
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).prepare(arrays[inputs.size() + i]);
    }
    compiled.execute(queue, arguments);
    outputs.forEach(Argument::store);
    queue._wait();
  }

  private Argument argument(int role, memory.desc ours, memory.desc wanted) {
    return new Argument(inputs.size() + outputs.size(), role, ours, wanted);
  }

  private final class Argument {

    private final int slot;
    private final memory ours;
    private final memory wanted;
    private final long wantedFloats;
    private final boolean copied;
    private final reorder load;
    private final reorder store;

    Argument(int slot, int role, memory.desc ours, memory.desc wanted) {
      this.slot = slot;
      this.ours = new memory(ours, OneDnn.cpu(), null);
      copied = !wanted.equals(ours);
      this.wanted = copied ? new memory(wanted, OneDnn.cpu(), null) : this.ours;
      wantedFloats = wanted.get_size() / Float.BYTES;
      load = copied ? new reorder(this.ours, this.wanted) : null;
      store = copied ? new reorder(this.wanted, this.ours) : null;
      arguments.put(role, this.wanted);
    }

    void prepare(INDArray array) {
      ours.set_data_handle(HostMemory.address(array));
      if (copied) {
        wanted.set_data_handle(scope.staging(slot, wantedFloats));
      }
    }

    void load(INDArray array) {
      prepare(array);
      if (copied) {
        load.execute(queue, ours, wanted);
      }
    }

    void store() {
      if (copied) {
        store.execute(queue, wanted, ours);
      }
    }
  }
}
