package io.github.sparkddpm.spark.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The changes that somebody can make to a dataset who may write into its folder. */
public final class Forgery {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Forgery() {}

  /** Changes what the manifest says. */
  static void ofManifest(Path dataset, Consumer<ObjectNode> change) throws IOException {
    Path manifest = dataset.resolve("manifest.json");
    ObjectNode json = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
    change.accept(json);
    Files.deleteIfExists(dataset.resolve(".manifest.json.crc"));
    Files.write(manifest, JSON.writeValueAsBytes(json));
  }

  /** Changes what the manifest says of one shard. */
  static void ofShard(Path dataset, int shard, Consumer<ObjectNode> change) throws IOException {
    ofManifest(dataset, json -> change.accept((ObjectNode) json.get("shards").get(shard)));
  }

  /** Puts a file in the place of a shard, with its own length and SHA-256 in the manifest. */
  static void replaceShard(Path dataset, int shard, byte[] file) throws IOException {
    Path path = dataset.resolve("shards/shard-0000%s.parquet".formatted(shard));
    Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
    Files.write(path, file);
    ofShard(dataset, shard, json -> json.put("bytes", file.length).put("sha256", Sha256.of(file)));
  }

  /** Puts the shards of another dataset in the place of those of this one, digests left alone. */
  public static void replaceShards(Path dataset, int shards, Path other) throws IOException {
    for (int shard = 0; shard < shards; shard++) {
      Path path = other.resolve("shards/shard-0000%s.parquet".formatted(shard));
      replaceShard(dataset, shard, Files.readAllBytes(path));
    }
  }
}
