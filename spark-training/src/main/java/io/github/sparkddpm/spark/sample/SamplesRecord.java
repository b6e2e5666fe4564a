package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a folder of samples holds, as its {@value #FILE} says it: images of one kind alone, so that
 * nobody measures a mixture.
 *
 * @param settings all that an image depends on besides its id
 * @param ids of the images that were drawn, in order, without overlaps
 */
record SamplesRecord(JsonNode settings, List<Ids> ids) {

  static final String FILE = "samples.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Ids without a gap, both ends included. */
  record Ids(long first, long last) {}

  SamplesRecord {
    ids = List.copyOf(ids);
  }

  /**
   * Makes a folder one of images of these settings, before the first is drawn.
   *
   * @return what it holds so far
   * @throws OutputRefusedException if it holds others
   */
  static SamplesRecord claim(OutputFolder folder, JsonNode settings) throws IOException {
    Optional<byte[]> found = folder.read(FILE);
    if (found.isPresent()) {
      SamplesRecord record = read(found.get(), folder.path(FILE).toString());
      record.requireSame(settings, folder);
      return record;
    }
    if (folder.holdsFiles()) {
      throw new OutputRefusedException(
          "The folder %s holds files but no %s: move or delete it, then sample again"
              .formatted(folder.path(), FILE));
    }
    SamplesRecord record = new SamplesRecord(settings, List.of());
    record.write(folder);
    return record;
  }

  private static SamplesRecord read(byte[] json, String location) throws IOException {
    try {
      return MAPPER.readValue(json, SamplesRecord.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "Damaged record of samples %s: %s; move or delete its folder, then sample again"
              .formatted(location, e.getOriginalMessage()),
          e);
    }
  }

  private void requireSame(JsonNode here, OutputFolder folder) {
    List<String> differences = RunRecord.differences(settings, here, key -> true);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The folder %s holds samples that differ in %s: move or delete it, then sample again"
              .formatted(folder.path(), String.join(", ", differences)));
    }
  }

  /** The same with more images; some of them may have been there. */
  SamplesRecord with(long first, long last) {
    List<Ids> merged = new ArrayList<>();
    Stream.concat(ids.stream(), Stream.of(new Ids(first, last)))
        .sorted(Comparator.comparingLong(Ids::first))
        .forEach(next -> append(merged, next));
    return new SamplesRecord(settings, merged);
  }

  private static void append(List<Ids> merged, Ids next) {
    int end = merged.size() - 1;
    if (end >= 0 && next.first() <= merged.get(end).last() + 1) {
      Ids before = merged.get(end);
      merged.set(end, new Ids(before.first(), Math.max(before.last(), next.last())));
    } else {
      merged.add(next);
    }
  }

  void write(OutputFolder folder) throws IOException {
    folder.write(FILE, MAPPER.writeValueAsBytes(this));
  }
}
