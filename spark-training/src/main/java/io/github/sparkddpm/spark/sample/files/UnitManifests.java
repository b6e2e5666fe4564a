package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The records of a format's units: a small file each, written after the unit's images. An image
 * without such a file does not count.
 */
public final class UnitManifests {

  private static final JsonMapper MAPPER = new JsonMapper();
  static final String SUFFIX = ".json";

  private final OutputFolder folder;

  UnitManifests(OutputFolder folder) {
    this.folder = folder;
  }

  public boolean holds(IdRange unit) throws IOException {
    return folder.read(unit.name() + SUFFIX).isPresent();
  }

  public void write(UnitManifest record) throws IOException {
    folder.write(record.ids().name() + SUFFIX, MAPPER.writeValueAsBytes(record));
  }

  void delete(IdRange unit) throws IOException {
    folder.delete(unit.name() + SUFFIX);
  }

  /** Returns all of them, in the order of their ids. */
  public List<UnitManifest> all() throws IOException {
    List<UnitManifest> records = new ArrayList<>();
    for (String name : folder.lengths().keySet()) {
      if (name.endsWith(SUFFIX)) {
        records.add(read(name));
      }
    }
    records.sort(Comparator.comparingLong(UnitManifest::first));
    return records;
  }

  private UnitManifest read(String name) throws IOException {
    try {
      UnitManifest record =
          MAPPER.readValue(folder.readText(name).orElseThrow(), UnitManifest.class);
      if (record == null || !name.equals(record.ids().name() + SUFFIX)) {
        throw damaged(name, "it is of other images than its name says", null);
      }
      return record;
    } catch (JsonProcessingException e) {
      throw damaged(name, e.getOriginalMessage(), e);
    }
  }

  private DamagedFileException damaged(String name, String why, Exception cause) {
    return new DamagedFileException(
        "Damaged record of samples %s: %s; delete it, then sample again"
            .formatted(folder.path(name), why),
        cause);
  }
}
