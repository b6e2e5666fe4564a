package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A bucket as a test looks into it, not through the proxy. */
final class Bucket implements AutoCloseable {

  private final FileSystem files;
  private final Path root;
  private final String endpoint;

  /** Makes a bucket, which S3A cannot, and opens it. */
  Bucket(String name, String endpoint) throws Exception {
    make(name, endpoint);
    this.endpoint = endpoint;
    this.root = new Path("s3a://" + name + "/");
    this.files = FileSystem.newInstance(root.toUri(), configuration(endpoint));
  }

  private static void make(String name, String endpoint) throws Exception {
    put(endpoint, "/" + name, new byte[0]);
  }

  /** Writes an object under any key, be it one that Hadoop cannot name. */
  void putAs(String key, byte[] content) throws Exception {
    put(endpoint, "/%s/%s".formatted(root.toUri().getHost(), key), content);
  }

  /** Signed as in the second version of S3's signatures, which is short. */
  private static void put(String endpoint, String path, byte[] content) throws Exception {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    String type = "application/octet-stream";
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(S3Server.SECRET.getBytes(UTF_8), "HmacSHA1"));
    byte[] signature = mac.doFinal("PUT\n\n%s\n%s\n%s".formatted(type, date, path).getBytes(UTF_8));
    HttpURLConnection put =
        (HttpURLConnection) URI.create(endpoint + path).toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setRequestProperty("Date", date);
    put.setRequestProperty("Content-Type", type);
    put.setRequestProperty(
        "Authorization",
        "AWS %s:%s".formatted(S3Server.KEY, Base64.getEncoder().encodeToString(signature)));
    put.setDoOutput(true);
    put.getOutputStream().write(content);
    assertThat(put.getResponseCode()).as("putting %s", path).isEqualTo(200);
  }

  /** Returns the configuration by which Hadoop reaches the test's stores. */
  static Configuration configuration(String endpoint) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", endpoint);
    hadoop.set("fs.s3a.connection.ssl.enabled", "false");
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", S3Server.KEY);
    hadoop.set("fs.s3a.secret.key", S3Server.SECRET);
    hadoop.set("fs.s3a.attempts.maximum", "1");
    hadoop.set("fs.s3a.retry.limit", "1");
    return hadoop;
  }

  String path(String name) {
    return new Path(root, name).toString();
  }

  void upload(java.nio.file.Path file, String name) throws IOException {
    files.copyFromLocalFile(new Path(file.toUri()), new Path(root, name));
  }

  boolean holds(String name) {
    try {
      return files.exists(new Path(root, name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void delete(String folder) throws IOException {
    files.delete(new Path(root, folder), true);
  }

  byte[] read(String name) throws IOException {
    try (var in = files.open(new Path(root, name))) {
      return in.readAllBytes();
    }
  }

  /** The files under a folder by their path in it. */
  Map<String, byte[]> under(String folder) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    Path top = new Path(root, folder);
    try {
      var listed = files.listFiles(top, true);
      while (listed.hasNext()) {
        Path path = listed.next().getPath();
        contents.put(top.toUri().relativize(path.toUri()).getPath(), read(path.toString()));
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return contents;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
