package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A compiled oneDNN primitive and its arguments. One that it wants in a layout of its own is copied
 * through a buffer of the workspace's. Not thread-safe.
 */
final class OneDnnCall {

  private final Workspace workspace;
  private final primitive compiled;
  private final stream queue = new stream(OneDnn.cpu());
  private final IntMemoryMap arguments = new IntMemoryMap();
  private final List<Argument> inputs = new ArrayList<>();
  private final List<Argument> outputs = new ArrayList<>();
  private final Scratchpad scratchpad;

  /**
   * Creates a call without arguments.
   *
   * @param description what the primitive was compiled of, with {@link OneDnn#attributes}
   */
  OneDnnCall(Workspace workspace, primitive compiled, primitive_desc_base description) {
    this.workspace = workspace;
    this.compiled = compiled;
    scratchpad = new Scratchpad(description, arguments);
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
    scratchpad.prepare();
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
    private final Copy load;
    private final Copy store;

    Argument(int slot, int role, memory.desc ours, memory.desc wanted) {
      this.slot = slot;
      this.ours = new memory(ours, OneDnn.cpu(), null);
      copied = !wanted.equals(ours);
      this.wanted = copied ? new memory(wanted, OneDnn.cpu(), null) : this.ours;
      wantedFloats = wanted.get_size() / Float.BYTES;
      load = copied ? new Copy(this.ours, this.wanted) : null;
      store = copied ? new Copy(this.wanted, this.ours) : null;
      arguments.put(role, this.wanted);
    }

    void prepare(INDArray array) {
      ours.set_data_handle(HostMemory.address(array));
      if (copied) {
        wanted.set_data_handle(workspace.staging(slot, wantedFloats));
      }
    }

    void load(INDArray array) {
      prepare(array);
      if (copied) {
        load.run();
      }
    }

    void store() {
      if (copied) {
        store.run();
      }
    }
  }

  /** A copy of an argument between two layouts. */
  private final class Copy {

    private final IntMemoryMap ends = new IntMemoryMap();
    private final Scratchpad scratchpad;
    private final reorder compiled;

    Copy(memory from, memory to) {
      var description = new reorder.primitive_desc(from, to, OneDnn.attributes(), false);
      compiled = new reorder(description);
      ends.put(dnnl.DNNL_ARG_FROM, from);
      ends.put(dnnl.DNNL_ARG_TO, to);
      scratchpad = new Scratchpad(description, ends);
    }

    void run() {
      scratchpad.prepare();
      compiled.execute(queue, ends);
    }
  }

  /**
   * The scratchpad: one buffer of the workspace's for all primitives of the call, which run one
   * after the other.
   */
  private final class Scratchpad {

    private final memory place;
    private final long floats;

    Scratchpad(primitive_desc_base description, IntMemoryMap arguments) {
      memory.desc layout = description.scratchpad_desc();
      place = new memory(layout, OneDnn.cpu(), null);
      floats = (layout.get_size() + Float.BYTES - 1) / Float.BYTES;
      arguments.put(dnnl.DNNL_ARG_SCRATCHPAD, place);
    }

    void prepare() {
      place.set_data_handle(workspace.staging(inputs.size() + outputs.size(), floats));
    }
  }
}
