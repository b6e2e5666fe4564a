package io.github.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class EnginesTest {

  private static final Engines CPU = engines(Set.of(Device.CPU), Set.of());
  private static final Engines WITH_TORCH = engines(Set.of(Device.CPU), Set.of(Device.CPU));
  private static final Engines WITH_TORCH_ON_GPUS =
      engines(Set.of(Device.CPU), Set.of(Device.CPU, Device.CUDA));
  private static final Engines ND4J_CUDA = engines(Set.of(Device.CUDA), Set.of());

  @Test
  void autoIsDl4jOnTheCpuWithoutGpu() {
    for (Engines engines : List.of(CPU, WITH_TORCH, WITH_TORCH_ON_GPUS)) {
      assertThat(engines.choose(EngineConfig.AUTO, () -> false).description())
          .isEqualTo("dl4j on cpu in float32");
    }
  }

  @Test
  void autoIsTorchWhereTheBuildHasItAndThereIsAGpu() {
    assertThat(WITH_TORCH_ON_GPUS.choose(EngineConfig.AUTO, () -> true).description())
        .isEqualTo("torch on cuda in float32");
    assertThat(WITH_TORCH.choose(EngineConfig.AUTO, () -> true).description())
        .isEqualTo("dl4j on cpu in float32");
    assertThat(ND4J_CUDA.choose(EngineConfig.AUTO, () -> true).description())
        .isEqualTo("dl4j on cuda in float32");
  }

  @Test
  void autoFollowsTheDeviceThatIsNamed() {
    assertThat(choose(WITH_TORCH_ON_GPUS, Name.AUTO, Device.CPU).name()).isEqualTo(Name.DL4J);
    assertThat(choose(WITH_TORCH_ON_GPUS, Name.AUTO, Device.CUDA).name()).isEqualTo(Name.TORCH);
    assertThat(choose(ND4J_CUDA, Name.AUTO, Device.CUDA).name()).isEqualTo(Name.DL4J);
  }

  @Test
  void anEngineThatIsNamedComputesOnTheGpuThereIs() {
    assertThat(choose(WITH_TORCH, Name.TORCH, Device.AUTO).device()).isEqualTo(Device.CPU);
    assertThat(choose(WITH_TORCH_ON_GPUS, Name.TORCH, Device.AUTO).device()).isEqualTo(Device.CPU);
    EngineConfig torch = new EngineConfig(Name.TORCH, Device.AUTO, Precision.BFLOAT16);
    assertThat(WITH_TORCH_ON_GPUS.choose(torch, () -> true).description())
        .isEqualTo("torch on cuda in bfloat16");
  }

  @Test
  void whatTheBuildLacksIsRefusedByName() {
    assertThatThrownBy(() -> choose(CPU, Name.TORCH, Device.AUTO))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.name = torch: this build does not have it");
    assertThatThrownBy(() -> choose(CPU, Name.DL4J, Device.CUDA))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.device = cuda: dl4j of this build computes on cpu alone");
    assertThatThrownBy(() -> choose(ND4J_CUDA, Name.AUTO, Device.CPU))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.device = cpu: dl4j of this build computes on cuda alone");
    EngineConfig elsewhere = new EngineConfig(Name.TORCH, Device.CUDA, Precision.FLOAT32);
    assertThatThrownBy(() -> WITH_TORCH.open(elsewhere))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("torch of this build computes on cpu alone");
  }

  @Test
  void bfloat16IsTorchsAlone() {
    assertThatThrownBy(() -> new EngineConfig(Name.DL4J, Device.CPU, Precision.BFLOAT16))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.precision = bfloat16 needs engine.name = torch");
    EngineConfig auto = new EngineConfig(Name.AUTO, Device.AUTO, Precision.BFLOAT16);
    assertThatThrownBy(() -> WITH_TORCH.choose(auto, () -> false))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.precision = bfloat16 needs engine.name = torch");
  }

  @Test
  void everyBuildComputesWithDl4j() {
    EngineConfig dl4j = new EngineConfig(Name.DL4J, Device.CPU, Precision.FLOAT32);
    Engine engine = Engines.ofBuild().open(Engines.ofBuild().choose(dl4j, () -> false));
    assertThat(engine.library()).startsWith("nd4j 1.");

    UNetConfig tiny = new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
    try (UNet one = engine.network(tiny);
        UNet other = engine.network(tiny)) {
      INDArray loaded = one.parameters().add(1);
      other.load(loaded);
      assertThat(other.parameters()).isEqualTo(loaded).isNotEqualTo(one.parameters());
    }
  }

  private static EngineConfig choose(Engines engines, Name name, Device device) {
    return engines.choose(new EngineConfig(name, device, Precision.FLOAT32), () -> false);
  }

  private static Engines engines(Set<Device> dl4j, Set<Device> torch) {
    return new Engines(List.of(new InBuild(Name.DL4J, dl4j), new InBuild(Name.TORCH, torch)));
  }

  /** An engine of a build that this one is not. */
  private record InBuild(Name name, Set<Device> devices) implements EngineProvider {

    @Override
    public boolean findsGpu() {
      return false;
    }

    @Override
    public Engine open(Device device, Precision precision) {
      throw new AssertionError("not to be opened");
    }
  }
}
