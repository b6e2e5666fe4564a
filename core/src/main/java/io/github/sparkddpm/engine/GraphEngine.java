package io.github.sparkddpm.engine;

import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.ReplicaGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's graph on the backend that ND4J has: the reference, and the engine for CPUs. */
final class GraphEngine implements Engine {

  private static final String VERSION = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  @Override
  public String library() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(VERSION)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "nd4j " + properties.getProperty("version");
  }

  /** Returns false: ND4J draws with the cores that compute, and on a GPU with that GPU. */
  @Override
  public boolean drawsAhead() {
    return false;
  }

  /**
   * Does nothing: the task sets the threads of ND4J, and of the host's arithmetic, when it takes
   * its share.
   */
  @Override
  public void threads(int count) {}

  @Override
  public UNet network(UNetConfig config) {
    return GraphUNet.create(config, 0);
  }

  @Override
  public Learner learner(UNetConfig config, OptimizerConfig optimizer, long seed) {
    return new GraphLearner(GraphUNet.create(config, seed), optimizer);
  }

  /** Gradients are in the host's memory: the group's own way, left by whoever joined it. */
  @Override
  public AllReduce sums(ReplicaGroup group) {
    return vector -> group.sums().sum(vector);
  }
}
