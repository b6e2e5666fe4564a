package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.driver.MediaDriver;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.Combining.Rounds;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.WorkerCount;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;
import org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk;
import org.nd4j.parameterserver.distributed.v2.enums.MeshBuildMode;
import org.nd4j.parameterserver.distributed.v2.messages.VoidMessage;
import org.nd4j.parameterserver.distributed.v2.messages.impl.GradientsUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.messages.impl.MeshUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.handshake.HandshakeRequest;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.handshake.HandshakeResponse;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.params.ModelParametersMessage;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.params.ModelParametersRequest;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.params.UpdaterParametersMessage;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.params.UpdaterParametersRequest;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.ping.PingMessage;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.ping.PongMessage;
import org.nd4j.parameterserver.distributed.v2.util.MeshOrganizer;

/** The messages that a stranger sends to the port of shared gradients, by Aeron as it would. */
@Timeout(120)
class MeshFilterTest {

  private static final int STEPS = 200;

  @TempDir private Path folder;
  private boolean sent;

  /** Reading it runs code. */
  static final class Gadget implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final AtomicInteger READ = new AtomicInteger();

    private void readObject(ObjectInputStream in) {
      READ.incrementAndGet();
    }
  }

  @Test
  void aForeignClassIsNotReadAndTrainingGoesOn() throws Exception {
    PreparedDataset dataset = TinyRun.dataset(folder);
    Combining combining =
        new Combining(
            CombineMode.SHARED_GRADIENTS,
            new WorkerCount(2),
            60,
            0,
            "0",
            new Rounds(50, 50, 60, ""));
    try (Warnings warnings = new Warnings()) {
      new DistributedTrainer(LocalSpark.session(), Combiners::of, this::attack)
          .train(
              TinyRun.run(
                  dataset,
                  folder.resolve("run"),
                  TinyRun.on(combining, TinyRun.plan(STEPS, TinyRun.OPTIMIZER))),
              TinyRun::decisive);

      assertThat(sent).isTrue();
      assertThat(Gadget.READ).hasValue(0);
      assertThat(TinyRun.state(folder.resolve("run")).step()).isEqualTo(STEPS);
      assertThat(warnings.messages)
          .filteredOn(message -> message.startsWith("Refused what was sent"))
          .containsExactly(
              "Refused what was sent to the port of shared gradients, as it will be again: "
                  + Gadget.class.getName()
                  + " is no class of DL4J's messages");
    }
  }

  @Test
  @SuppressWarnings("deprecation") // DL4J itself makes meshes by this constructor.
  void allMessagesOfDl4jsAreRead() {
    MeshFilter.install();
    MeshOrganizer mesh = new MeshOrganizer(MeshBuildMode.MESH);
    for (int port = 1; port < 30; port++) {
      mesh.addNode("aeron:udp?endpoint=127.0.0.1:" + port);
    }
    INDArray array = Nd4j.linspace(1, 10, 10);
    List<VoidMessage> messages =
        List.of(
            new HandshakeRequest(),
            new HandshakeResponse(1, mesh, false, false, 1, 1),
            new MeshUpdateMessage(mesh),
            new PingMessage(),
            new PongMessage(),
            new ModelParametersRequest(),
            new UpdaterParametersRequest(),
            new ModelParametersMessage("1", array),
            new UpdaterParametersMessage("1", array),
            new GradientsUpdateMessage("1", array.castTo(DataType.INT32)),
            new VoidChunk(1, 9, "1", 3, "2", "3", 3, new byte[9]));

    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(VoidMessage.fromBytes(SerializationUtils.toByteArray(message)))
                    .hasSameClassAs(message));
  }

  @Test
  void otherStreamsOfTheProcessAreLeftAlone() throws Exception {
    MeshFilter.install();
    int before = Gadget.READ.get();
    try (ObjectInputStream in =
        new ObjectInputStream(
            new ByteArrayInputStream(SerializationUtils.toByteArray(new Gadget())))) {
      assertThat(in.readObject()).isInstanceOf(Gadget.class);
    }
    assertThat(Gadget.READ).hasValue(before + 1);
    Gadget.READ.set(before);
  }

  private void attack(TrainingEvent event) {
    if (event instanceof Measured && !sent) {
      sent = true;
      MediaDriver driver =
          MediaDriver.launchEmbedded(new MediaDriver.Context().dirDeleteOnShutdown(true));
      try (driver;
          Aeron aeron =
              Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
          Publication mesh =
              aeron.addPublication(
                  ModelParameterServer.getInstance().getTransport().id(), stream())) {
        send(mesh, "no message at all".getBytes(StandardCharsets.US_ASCII));
        send(mesh, SerializationUtils.toByteArray(new Gadget()));
      } catch (InterruptedException | ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Drawn by DL4J; a stranger reads it off the wire. */
  private static int stream() throws ReflectiveOperationException {
    Field configuration = ModelParameterServer.class.getDeclaredField("configuration");
    configuration.setAccessible(true);
    return ((VoidConfiguration) configuration.get(ModelParameterServer.getInstance()))
        .getStreamId();
  }

  private static void send(Publication mesh, byte[] bytes) throws InterruptedException {
    while (mesh.offer(new UnsafeBuffer(bytes)) < 0) {
      Thread.sleep(20);
    }
    // Aeron resends nothing for a publication that is gone.
    Thread.sleep(500);
  }

  private static final class Warnings extends AbstractAppender implements AutoCloseable {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();

    Warnings() {
      super("warnings", null, null, false, Property.EMPTY_ARRAY);
      start();
      root.addAppender(this);
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
    }

    @Override
    public void close() {
      root.removeAppender(this);
      stop();
    }
  }
}
