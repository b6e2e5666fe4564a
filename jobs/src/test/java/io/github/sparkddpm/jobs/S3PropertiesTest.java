package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.S3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3PropertiesTest {

  private static final String CLUSTER = "core-site.xml";
  private static final String FILE = "AWS_SHARED_CREDENTIALS_FILE";

  private final Configuration hadoop = new Configuration();

  @Test
  void everyKeyReachesHadoop() {
    S3Properties.set(new S3Config("http://minio:9000", true, 3, 7, 9), hadoop);

    assertHas(
        Map.of(
            "fs.s3a.endpoint", "http://minio:9000",
            "fs.s3a.connection.ssl.enabled", "false",
            "fs.s3a.path.style.access", "true",
            "fs.s3a.retry.limit", "3",
            "fs.s3a.retry.throttle.limit", "3",
            "fs.s3a.connection.establish.timeout", "7000",
            "fs.s3a.connection.timeout", "9000"));
  }

  @Test
  void whatTheClusterHasSetStays() {
    hadoop.set("fs.s3a.endpoint", "s3.example.org", CLUSTER);
    hadoop.set("fs.s3a.path.style.access", "true", CLUSTER);
    hadoop.set("fs.s3a.retry.limit", "99", CLUSTER);
    S3Properties.set(new S3Config("", false, 3, 7, 9), hadoop);

    assertHas(
        Map.of(
            "fs.s3a.endpoint", "s3.example.org",
            "fs.s3a.path.style.access", "true",
            "fs.s3a.retry.limit", "99",
            "fs.s3a.connection.timeout", "9000"));
  }

  @Test
  void anEndpointGoesBeforeThatOfTheCluster() {
    hadoop.set("fs.s3a.endpoint", "s3.example.org", CLUSTER);
    S3Properties.set(new S3Config("https://minio", false, 3, 7, 9), hadoop);

    assertHas(
        Map.of(
            "fs.s3a.endpoint", "https://minio",
            "fs.s3a.connection.ssl.enabled", "true",
            "fs.s3a.path.style.access", "false"));
  }

  @Test
  void aProfileIsGivenByItsNameOrAsTheDefaultOfTheFile(@TempDir Path home) throws IOException {
    Path file = Files.createDirectories(home.resolve(".aws")).resolve("credentials");
    Path other = home.resolve("elsewhere");
    Files.writeString(file, "[work]\naws_access_key_id = A\n");
    Files.writeString(other, "[default]\naws_access_key_id = A\n");

    assertThat(AwsProfile.isGiven(Map.of(), FILE, home)).isFalse();
    assertThat(AwsProfile.isGiven(Map.of(), FILE, home.resolve("nobody"))).isFalse();
    assertThat(AwsProfile.isGiven(Map.of("AWS_PROFILE", "work"), FILE, home)).isTrue();
    assertThat(AwsProfile.isGiven(Map.of(FILE, other.toString()), FILE, home)).isTrue();
  }

  private void assertHas(Map<String, String> properties) {
    assertThat(hadoop.getPropsWithPrefix("")).containsAllEntriesOf(properties);
  }
}
