package io.github.sparkddpm.network.graph;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;

/** The configuration of a {@link BareVertex}, whose shapes DL4J is not to infer. */
abstract class BareVertexConf extends GraphVertex {

  private static final long serialVersionUID = 1L;

  /** Returns the vertex in words. */
  abstract String description();

  @Override
  public final InputType getOutputType(int layerIndex, InputType... vertexInputs) {
    throw new UnsupportedOperationException("The U-Net's shapes are given, not inferred");
  }

  @Override
  public final MemoryReport getMemoryReport(InputType... inputTypes) {
    return new LayerMemoryReport.Builder(description(), getClass(), inputTypes[0], inputTypes[0])
        .standardMemory(numParams(true), 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
