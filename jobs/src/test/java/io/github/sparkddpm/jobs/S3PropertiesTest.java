package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.S3Config;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class S3PropertiesTest {

  private static final String CLUSTER = "core-site.xml";

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

  private void assertHas(Map<String, String> properties) {
    assertThat(hadoop.getPropsWithPrefix("")).containsAllEntriesOf(properties);
  }
}
