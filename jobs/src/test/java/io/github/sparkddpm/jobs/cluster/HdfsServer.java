package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A name node and a data node of HDFS, in a process of their own. */
final class HdfsServer implements AutoCloseable {

  private static final Path JARS = Path.of("target/hdfs").toAbsolutePath();
  private static final String MAIN = "org.apache.hadoop.mapreduce.MiniHadoopClusterManager";

  private final Process process;
  private final String url;

  /** Starts them; their log and files are in the folder. */
  HdfsServer(Path folder) throws IOException {
    Path configuration = folder.resolve("hdfs.xml");
    Path ready = folder.resolve("ready.json");
    process =
        SparkHome.start(
            folder,
            "hdfs.log",
            new SparkHome.Extras(
                List.of(JARS.resolve("hadoop-client-minicluster.jar"), JARS.resolve("junit.jar")),
                Map.of()),
            List.of("-Xmx256m"),
            MAIN,
            "-nomr",
            "-format",
            "-writeConfig",
            configuration.toString(),
            "-writeDetails",
            ready.toString());
    StandaloneCluster.await(
        "HDFS, of " + folder.resolve("hdfs.log"),
        () -> {
          assertThat(process.isAlive()).as("HDFS runs: see %s", folder).isTrue();
          return Optional.of(ready).filter(Files::exists);
        });
    Configuration hadoop = new Configuration(false);
    hadoop.addResource(new org.apache.hadoop.fs.Path(configuration.toUri()));
    url = hadoop.get("fs.defaultFS");
  }

  /** Returns the address, such as hdfs://localhost:40123. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
