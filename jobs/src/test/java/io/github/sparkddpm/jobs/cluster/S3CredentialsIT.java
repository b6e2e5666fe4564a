package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.InstalledLauncher.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sources of S3's credentials, with a server that checks them. */
@Tag(SparkHome.BOTH_LINES)
@Timeout(300)
class S3CredentialsIT {

  @TempDir private static Path folder;
  private static S3Server server;
  private static InstalledLauncher launcher;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(folder.resolve("s3proxy"));
    launcher = new InstalledLauncher(Files.createDirectories(folder.resolve("installed")));
    Files.write(
        folder.resolve("credentials"),
        List.of(
            "[work]",
            "aws_access_key_id = " + S3Server.KEY,
            "aws_secret_access_key = " + S3Server.SECRET));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aProfileOfTheCredentialsFileIsRead() throws Exception {
    try (Bucket bucket = new Bucket("by-profile", server.endpoint())) {
      Path source = Files.createDirectories(folder.resolve("source"));
      bucket.upload(FewDigits.images(source), "raw");
      Ended ended = dryRun(bucket.path("raw"), Map.of("AWS_PROFILE", "work"));

      ended.isGood();
      assertThat(ended.printed())
          .contains("# Would read s3a://by-profile/raw: IDX files, 40 images");
    }
  }

  @Test
  void aProfileThatIsNotThereIsNamed() throws Exception {
    dryRun("s3a://any/raw", Map.of("AWS_PROFILE", "nobody")).isError(3, "nobody");
  }

  @Test
  void withoutCredentialsTheErrorSaysWhereTheyCouldBe() throws Exception {
    dryRun("s3a://any/raw", Map.of())
        .isError(3, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile");
  }

  private static Ended dryRun(String images, Map<String, String> credentials)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(credentials);
    // The names of Amazon's first and second client.
    for (String file : List.of("AWS_CREDENTIAL_PROFILES_FILE", "AWS_SHARED_CREDENTIALS_FILE")) {
      environment.put(file, folder.resolve("credentials").toString());
    }
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    String classpath =
        SparkHome.s3().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return launcher.call(
        folder,
        environment,
        "prepare",
        "--dry-run",
        "--spark-conf",
        "spark.driver.extraClassPath=" + classpath,
        "data.source-images=" + images,
        "s3.endpoint=" + server.endpoint(),
        "s3.path-style=true",
        "s3.retries=1");
  }
}
