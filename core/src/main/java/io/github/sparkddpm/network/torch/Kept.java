package io.github.sparkddpm.network.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** Native objects that outlive the scope in which they were made. For one thread at a time. */
public final class Kept implements AutoCloseable {

  private final List<Pointer> pointers = new ArrayList<>();

  /** Keeps an object until {@link #close}. */
  public <T extends Pointer> T keep(T pointer) {
    pointer.retainReference();
    pointers.add(pointer);
    return pointer;
  }

  @Override
  public void close() {
    pointers.forEach(Pointer::releaseReference);
    pointers.clear();
  }
}
