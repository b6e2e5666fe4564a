package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.training.ReplicaGroup;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.javacpp.chrono.Seconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.global.torch_gloo;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.gloo.Device;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/** A transport of tensors from replica to replica. */
enum Transport {
  /** The transport between processors, for tests. */
  GLOO {
    @Override
    Class<?> library() {
      return torch_gloo.class;
    }

    @Override
    Backend connect(ReplicaGroup group, Store store) {
      ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout(group));
      Device device = ProcessGroupGloo.createDeviceForHostname(group.host());
      options.devices().push_back(device);
      options.threads(1);
      return new ProcessGroupGloo(store, group.rank(), group.members(), options);
    }
  },
  /** The transport between GPUs. */
  NCCL {
    @Override
    Class<?> library() {
      return torch_nccl.class;
    }

    @Override
    Backend connect(ReplicaGroup group, Store store) {
      ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
      options.timeout(timeout(group));
      return new ProcessGroupNCCL(store, group.rank(), group.members(), options);
    }
  };

  abstract Class<?> library();

  /** Joins the other replicas; may wait for them. */
  abstract Backend connect(ReplicaGroup group, Store store);

  /**
   * Loads the transport's libraries.
   *
   * @throws BackendException in one line, if one is missing
   */
  void load() {
    try {
      Loader.load(library());
    } catch (LinkageError | TypeNotPresentException e) {
      throw LoadFailure.of(e);
    }
  }

  /**
   * Returns, in one line, the reason why the transport's libraries do not load; empty if they do.
   */
  Optional<String> obstacle() {
    try {
      load();
      return Optional.empty();
    } catch (BackendException e) {
      return Optional.of(e.getMessage());
    }
  }

  static Milliseconds timeout(ReplicaGroup group) {
    return new Milliseconds(new Seconds(group.timeoutSeconds()));
  }
}
