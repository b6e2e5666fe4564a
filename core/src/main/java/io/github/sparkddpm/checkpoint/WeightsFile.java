package io.github.sparkddpm.checkpoint;

import io.github.sparkddpm.network.ParameterLayout;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A safetensors file of one network's parameters that stands alone, as other tools write and read
 * them. No manifest tells its digest, so all that it says is checked.
 *
 * @param folder that holds it
 * @param name within the folder
 */
public record WeightsFile(Folder folder, String name) {

  /**
   * The content of a file.
   *
   * @param parameters flat vector [P]
   * @param sha256 of the whole file
   */
  public record Content(INDArray parameters, String sha256) {}

  /** Writes the parameters, and returns the file's digest. */
  public String write(ParameterLayout layout, INDArray parameters) throws IOException {
    return new TensorFile(folder, name).write(Slice.all("", layout, parameters)).sha256();
  }

  /**
   * Reads the parameters.
   *
   * @param layout names and shapes that the file must have
   * @param naming gives the layout's name for the one that a tensor has in the file
   * @throws UnusableWeightsException if the file is malformed, or of another network
   */
  public Content read(ParameterLayout layout, UnaryOperator<String> naming) throws IOException {
    INDArray vector = Slice.blank(layout);
    try (DigestingInput in = new DigestingInput(folder.open(name))) {
      Safetensors.read(in, Slice.all("", layout, vector), naming);
      if (in.read() >= 0) {
        throw new MalformedTensorsException("has more data than its header tells");
      }
      return new Content(vector, in.result().sha256());
    } catch (EOFException e) {
      throw unusable("ends before its last tensor", e);
    } catch (MalformedTensorsException | IllegalArgumentException e) {
      throw unusable(e.getMessage(), e);
    }
  }

  private UnusableWeightsException unusable(String problem, Exception cause) {
    return new UnusableWeightsException(
        "Cannot use the weights %s/%s: the file %s".formatted(folder.location(), name, problem),
        cause);
  }
}
