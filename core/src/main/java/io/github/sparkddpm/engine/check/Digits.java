package io.github.sparkddpm.engine.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxReader;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A check that trains on handwritten digits for some steps, during which the loss must fall. */
final class Digits {

  private static final int PARTS = 10;

  /**
   * The largest loss of the last tenth of the steps, as a share of that of the first tenth. A
   * network that learns nothing stays above 0.9.
   */
  private static final double FALLEN = 0.5;

  private final Path images;
  private final int batch;
  private final int steps;

  /**
   * Trains on the first images of a file.
   *
   * @param images IDX, gzipped or not
   * @param steps ten or more
   */
  Digits(Path images, int batch, int steps) {
    this.images = images;
    this.batch = batch;
    this.steps = steps;
  }

  void train(Engine engine, String network, Findings findings) throws IOException {
    OptimizerConfig optimizer = Presets.optimizer(2e-3, steps / PARTS);
    NoiseStream noise = new NoiseStream(1);
    double[] losses = new double[steps];
    try (InputStream in = Files.newInputStream(images);
        Learner learner = engine.learner(Presets.network(network), optimizer, 1)) {
      IdxReader reader = new IdxReader(in, images.toString(), IdxContent.IMAGES);
      Trainer trainer = new Trainer(learner, Presets.DIFFUSION, optimizer, noise);
      for (int step = 0; step < steps; step++) {
        long first = (long) step * batch % (reader.count() - batch);
        long[] ids = LongStream.range(first, first + batch).toArray();
        losses[step] = trainer.step(ids, next(reader)).loss();
      }
    }
    report(network, losses, findings);
  }

  private INDArray next(IdxReader reader) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (int i = 0; i < batch; i++) {
      pixels.write(reader.next());
    }
    return PixelScaling.scale(pixels.toByteArray(), reader.shape());
  }

  private void report(String network, double[] losses, Findings findings) {
    ObjectNode finding =
        Findings.of("loss").put("network", network).put("batch", batch).put("steps", steps);
    ArrayNode means = finding.putArray("mean_of_each_tenth");
    int length = steps / PARTS;
    double first = mean(losses, 0, length);
    double last = mean(losses, steps - length, steps);
    for (int part = 0; part < PARTS; part++) {
      means.add(Findings.rounded(mean(losses, part * length, (part + 1) * length)));
    }
    findings.add(
        finding.put("at_most_of_first", FALLEN),
        Arrays.stream(losses).allMatch(Double::isFinite) && last <= FALLEN * first);
  }

  private static double mean(double[] losses, int from, int to) {
    return Arrays.stream(losses, from, to).average().orElseThrow();
  }
}
