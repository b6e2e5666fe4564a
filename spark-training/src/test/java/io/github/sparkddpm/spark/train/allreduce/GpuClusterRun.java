package io.github.sparkddpm.spark.train.allreduce;

import com.sun.jna.platform.unix.LibC;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.GpuException;
import io.github.sparkddpm.spark.train.ClusterRun;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A driver that lets a task on each of two executors tell which GPU it was given. */
final class GpuClusterRun {

  private static final EngineConfig CPU =
      new EngineConfig(
          EngineConfig.Name.DL4J, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);

  private GpuClusterRun() {}

  /** Arguments: master, and properties of Spark, each key=value. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> properties = List.of(arguments).subList(1, arguments.length);
    try (SparkSession spark = ClusterRun.session(arguments[0], properties)) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      // The driver is listed as well.
      while (spark.sparkContext().statusTracker().getExecutorInfos().length < 3) {
        Thread.sleep(100);
      }
      context
          .parallelize(List.of(0, 1), 2)
          .map(task -> told())
          .collect()
          .forEach(System.out::println);
    }
  }

  private static String told() {
    String address = TaskContext.get().resources().get("gpu").get().addresses()[0];
    String seen = LibC.INSTANCE.getenv("CUDA_VISIBLE_DEVICES");
    String order = LibC.INSTANCE.getenv("CUDA_DEVICE_ORDER");
    try (CoreShare cores = CoreShare.open(1, CPU)) {
      return "computes with %s threads".formatted(cores.take());
    } catch (GpuException e) {
      return "assigned %s, sees %s by %s: %s".formatted(address, seen, order, e.getMessage());
    }
  }
}
