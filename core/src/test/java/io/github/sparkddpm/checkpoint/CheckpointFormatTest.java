package io.github.sparkddpm.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.data.DataPosition;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.ParameterLayout.Tensor;
import io.github.sparkddpm.training.Hyperparameters;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointFormatTest {

  /** The last tensor is longer than one chunk of the reader and the writer. */
  private static final ParameterLayout LAYOUT =
      layout(
          new Tensor("conv_in.weight", 0, List.of(4L, 3L, 3L, 3L)),
          new Tensor("conv_in.bias", 108, List.of(4L)),
          new Tensor("big.weight", 112, List.of(300L, 1000L)));

  private static final DataPosition POSITION = new DataPosition(3, 1, 64, 128_000);
  private static final Hyperparameters OPTIMIZER =
      Hyperparameters.of(new OptimizerConfig(2e-4, 500, 1, 0.999, 10));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MemoryFolder folder = new MemoryFolder();

  @BeforeEach
  void write() throws IOException {
    CheckpointFormat.write(folder, LAYOUT, checkpoint());
  }

  @Test
  void whatIsReadIsWhatWasWrittenBitForBit() throws IOException {
    Checkpoint read = CheckpointFormat.read(folder, LAYOUT);
    TrainingState state = checkpoint().state();
    assertThat(read.state().step()).isEqualTo(1000);
    assertSameBits(read.state().parameters(), state.parameters());
    assertSameBits(read.state().ema(), state.ema());
    assertSameBits(read.state().adamMean(), state.adamMean());
    assertSameBits(read.state().adamVariance(), state.adamVariance());
    assertThat(read.config()).isEqualTo(checkpoint().config());
    assertThat(read.provenance()).isEqualTo(checkpoint().provenance());
  }

  @Test
  void bitsWithoutAMeaningSurviveToo() throws IOException {
    INDArray odd = Nd4j.createFromArray(Float.NaN, -0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
    ParameterLayout four = layout(new Tensor("four", 0, List.of(4L)));
    TrainingState state = new TrainingState(0, odd, odd, odd, odd);
    CheckpointFormat.write(
        folder,
        four,
        new Checkpoint(
            state, POSITION, OPTIMIZER, JSON.createObjectNode(), checkpoint().provenance()));
    assertSameBits(CheckpointFormat.readEma(folder, four), odd);
  }

  @Test
  void readersFindThePositionInTheDataAndTheHyperparameters() throws IOException {
    JsonNode manifest = JSON.readTree(folder.files().get("checkpoint.json"));
    assertThat(manifest.required("step").asLong()).isEqualTo(1000);
    assertThat(manifest.required("position").toString())
        .isEqualTo("{\"epoch\":3,\"window\":1,\"windowStep\":64,\"imagesSeen\":128000}");
    assertThat(manifest.at("/optimizer/algorithm").asText()).isEqualTo("adam");
    assertThat(manifest.at("/optimizer/learningRate").asDouble()).isEqualTo(2e-4);
    assertThat(manifest.at("/optimizer/beta2").asDouble()).isEqualTo(0.999);
    assertThat(CheckpointFormat.read(folder, LAYOUT).position()).isEqualTo(POSITION);
    assertThat(CheckpointFormat.readManifest(folder).optimizer()).isEqualTo(OPTIMIZER);
  }

  @Test
  void theEmaCanBeReadAloneAfterTheManifest() throws IOException {
    folder.files().remove("model.safetensors");
    folder.files().remove("optimizer.safetensors");
    Manifest manifest = CheckpointFormat.readManifest(folder);
    assertThat(manifest.config()).isEqualTo(checkpoint().config());
    assertThat(manifest.provenance().seed()).isEqualTo(42);
    assertSameBits(CheckpointFormat.readEma(folder, LAYOUT), checkpoint().state().ema());
  }

  @Test
  void theManifestIsWrittenLast() {
    assertThat(folder.files().keySet())
        .containsExactly(
            "model.safetensors", "ema.safetensors", "optimizer.safetensors", "checkpoint.json");
  }

  @Test
  void theSameStateIsWrittenAsTheSameBytes() throws IOException {
    MemoryFolder other = new MemoryFolder();
    CheckpointFormat.write(other, LAYOUT, checkpoint());
    assertThat(other.files()).containsExactlyEntriesOf(folder.files());
  }

  /** Read by the specification's words, not by our reader. */
  @Test
  void aTensorFileIsWhatTheSafetensorsSpecificationSays() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(folder.files().get("optimizer.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) file.getLong()];
    file.get(header);
    JsonNode tensor = JSON.readTree(header).required("exp_avg_sq.conv_in.bias");
    assertThat(header[0]).isEqualTo((byte) '{');
    assertThat(file.position() % 8).isZero();
    assertThat(tensor.required("dtype").asText()).isEqualTo("F32");
    assertThat(tensor.required("shape").toString()).isEqualTo("[4]");
    int begin = tensor.required("data_offsets").get(0).asInt();
    assertThat(tensor.required("data_offsets").get(1).asInt()).isEqualTo(begin + 16);
    assertThat(file.getFloat(file.position() + begin + 4))
        .isEqualTo(checkpoint().state().adamVariance().getFloat(109));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors",
        "ema.safetensors",
        "optimizer.safetensors",
        "checkpoint.json"
      })
  void aFlippedBitAnywhereInAFileIsDamageThatNamesTheFile(String file) {
    byte[] good = folder.files().get(file);
    List<Integer> positions = new ArrayList<>(List.of(0, 1, 7, 8, 9, good.length / 2));
    for (int position = 10; position < 400; position += 13) {
      positions.add(position);
    }
    positions.add(good.length - 1);
    for (int position : positions) {
      byte[] damaged = good.clone();
      damaged[position] ^= 0x10;
      folder.files().put(file, damaged);
      assertDamage("memory/" + file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors",
        "ema.safetensors",
        "optimizer.safetensors",
        "checkpoint.json"
      })
  void aFileCutShortIsDamageThatNamesTheFile(String file) {
    byte[] good = folder.files().get(file);
    for (int length : new int[] {0, 5, 8, 60, good.length - 1}) {
      folder.files().put(file, Arrays.copyOf(good, length));
      assertDamage("memory/" + file);
    }
  }

  @Test
  void aLongerFileIsDamageAndTheMessageGivesBothLengths() {
    byte[] good = folder.files().get("ema.safetensors");
    folder.files().put("ema.safetensors", Arrays.copyOf(good, good.length + 3));
    assertDamage(
        "memory/ema.safetensors has %s bytes, expected %s".formatted(good.length + 3, good.length));
  }

  @Test
  void aMissingFileIsDamageThatNamesTheFile() {
    folder.files().remove("optimizer.safetensors");
    assertDamage("memory/optimizer.safetensors is missing");
  }

  @Test
  void aFolderWithoutAManifestIsNoCheckpoint() throws IOException {
    assertThat(CheckpointFormat.exists(folder)).isTrue();
    folder.files().remove(CheckpointFormat.MANIFEST);
    assertThat(CheckpointFormat.exists(folder)).isFalse();
    assertDamage("memory/checkpoint.json is missing: the checkpoint was never finished");
  }

  @Test
  void aChangedConfigurationInTheManifestIsDamage() throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(folder.files().get("checkpoint.json"));
    ((ObjectNode) manifest.required("config")).put("learningRate", 0.5);
    folder.files().put("checkpoint.json", JSON.writeValueAsBytes(manifest));
    assertDamage("memory/checkpoint.json was altered");
  }

  @Test
  void aManifestFromBeforeRateSchedulesAndWeightDecayIsRead() throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(folder.files().get("checkpoint.json"));
    ((ObjectNode) manifest.required("optimizer")).remove(List.of("rateSchedule", "weightDecay"));
    manifest.remove("sha256");
    manifest.put("sha256", Sha256.of(JSON.writeValueAsBytes(manifest)));
    folder.files().put("checkpoint.json", JSON.writeValueAsBytes(manifest));
    assertThat(CheckpointFormat.readManifest(folder).optimizer()).isEqualTo(OPTIMIZER);
  }

  @Test
  void anotherShapeIsRefusedNamingTheTensorAndBothShapes() {
    ParameterLayout other =
        layout(
            new Tensor("conv_in.weight", 0, List.of(4L, 1L, 3L, 3L)),
            new Tensor("conv_in.bias", 36, List.of(4L)),
            new Tensor("big.weight", 40, List.of(300L, 1000L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointFormat.readEma(folder, other))
        .withMessage(
            "Checkpoint of another network: memory/ema.safetensors has tensor conv_in.weight of"
                + " shape [4, 3, 3, 3], the network has it of shape [4, 1, 3, 3]");
  }

  @Test
  void aTensorTooManyOrTooFewIsRefusedByName() {
    ParameterLayout fewer =
        layout(
            new Tensor("conv_in.weight", 0, List.of(4L, 3L, 3L, 3L)),
            new Tensor("conv_in.bias", 108, List.of(4L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointFormat.read(folder, fewer))
        .withMessageContaining("big.weight of shape [300, 1000], the network has none");
    List<Tensor> more = new ArrayList<>(LAYOUT.tensors());
    more.add(new Tensor("extra", LAYOUT.length(), List.of(2L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointFormat.read(folder, new ParameterLayout(more)))
        .withMessageContaining("has no tensor exp_avg.extra, the network has one of shape [2]");
  }

  @Test
  void aNewerFormatIsRefusedNamingBothVersions() throws IOException {
    ManifestFile.write(
        folder,
        new Manifest(
            2,
            1000,
            POSITION,
            OPTIMIZER,
            JSON.createObjectNode(),
            checkpoint().provenance(),
            Map.of()));
    assertThatExceptionOfType(UnusableCheckpointException.class)
        .isThrownBy(() -> CheckpointFormat.readManifest(folder))
        .withMessageContaining("format version 2, this spark-ddpm reads version 1");
  }

  @Test
  void aStateOfAnotherLengthIsNotWritten() {
    ParameterLayout four = layout(new Tensor("four", 0, List.of(4L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointFormat.write(new MemoryFolder(), four, checkpoint()))
        .withMessage("A checkpoint of this network holds vectors of 4 FLOAT, got 300112 FLOAT");
  }

  @Test
  void aFailingStorageIsNotMistakenForDamage() {
    Folder failing =
        new Folder() {
          @Override
          public String location() {
            return "failing";
          }

          @Override
          public boolean exists(String name) {
            return true;
          }

          @Override
          public OutputStream create(String name) {
            throw new AssertionError("nothing is written");
          }

          @Override
          public InputStream open(String name) throws IOException {
            if (name.equals("checkpoint.json")) {
              return folder.open(name);
            }
            throw new IOException("connection reset");
          }
        };
    assertThatThrownBy(() -> CheckpointFormat.read(failing, LAYOUT))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  private void assertDamage(String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> CheckpointFormat.read(folder, LAYOUT))
        .withMessageContaining(message);
  }

  private static void assertSameBits(INDArray actual, INDArray expected) {
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  private static int[] bits(INDArray vector) {
    float[] values = vector.toFloatVector();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static ParameterLayout layout(Tensor... tensors) {
    return new ParameterLayout(List.of(tensors));
  }

  private static Checkpoint checkpoint() {
    TrainingState state = new TrainingState(1000, vector(1), vector(2), vector(3), vector(4));
    JsonNode config = JSON.createObjectNode().put("learningRate", 2e-4).put("batch", 128);
    return new Checkpoint(
        state,
        POSITION,
        OPTIMIZER,
        config,
        new Provenance(Map.of("java", "17", "nd4j", "1.0.0"), "abc123", 42));
  }

  private static INDArray vector(int start) {
    return Nd4j.linspace(DataType.FLOAT, start, 1e-3, LAYOUT.length());
  }
}
