package io.github.sparkddpm.network.torch;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The way of images from the host to the device: to a GPU through memory that it copies from by
 * itself, while the host goes on. The caller waits for the device before it uses this again.
 */
final class HostImages implements AutoCloseable {

  private final TorchTarget target;
  private Tensor pinned;

  HostImages(TorchTarget target) {
    this.target = target;
  }

  /**
   * Copies images.
   *
   * @param images [B,C,H,W]; only read
   * @return float32, of the same order
   */
  Tensor copy(INDArray images) {
    INDArray plain = HostTensors.contiguous(images);
    try {
      Tensor host = HostTensors.over(plain);
      if (!target.cuda()) {
        return host.clone();
      }
      Tensor staged = pinned(host.numel()).narrow(0, 0, host.numel()).view(plain.shape());
      staged.copy_(host);
      return staged.to(target.device(), ScalarType.Float, true, false, new MemoryFormatOptional());
    } finally {
      Reference.reachabilityFence(plain);
    }
  }

  /** Copies images to the format and order in which the graph takes them. */
  Tensor copyForGraph(INDArray images) {
    return copy(images).to(target.type()).contiguous(MemoryFormat.ChannelsLast);
  }

  private Tensor pinned(long length) {
    if (pinned == null || pinned.numel() < length) {
      close();
      try (PointerScope scope = new PointerScope()) {
        pinned = TorchTarget.pinned(length).retainReference();
      }
    }
    return pinned;
  }

  @Override
  public void close() {
    if (pinned != null) {
      pinned.releaseReference();
      pinned = null;
    }
  }
}
