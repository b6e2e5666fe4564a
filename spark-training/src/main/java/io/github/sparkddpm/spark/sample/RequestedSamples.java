package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.ClassRows;
import io.github.sparkddpm.spark.sample.files.ClassTable;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.files.MissingImages;
import io.github.sparkddpm.spark.sample.files.NpzWriter;
import io.github.sparkddpm.spark.sample.files.Pictures;
import io.github.sparkddpm.spark.sample.files.SampleClasses;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.SamplesManifest;
import io.github.sparkddpm.spark.sample.files.StoredSamples;
import io.github.sparkddpm.spark.sample.files.UnitManifest;
import io.github.sparkddpm.spark.sample.table.SampleTable;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The images of a request in their folder: the missing ones are drawn, then pictures and manifest
 * are made of all.
 *
 * @param folder claimed, and locked
 * @param table which they are appended to, if they are; it is usable
 */
record RequestedSamples(
    SamplesFolder folder, SamplingRequest request, Optional<SampleTable> table) {

  /** Draws images. */
  @FunctionalInterface
  interface Drawing {

    /** Draws the missing images, and returns once all are written and recorded. */
    void draw(MissingImages missing) throws IOException;
  }

  /**
   * Draws the missing images, and finishes the folder.
   *
   * @return how many images were drawn
   */
  int complete(Drawing drawing, RunLock lock) throws IOException {
    Optional<SamplesManifest> before = SamplesManifest.read(folder.files());
    StoredSamples found = StoredSamples.find(folder, format());
    List<IdRange> held = table.isPresent() ? table.get().held() : List.of();
    MissingImages missing = found.missing(request.ids(), held);
    if (missing.isEmpty() && before.filter(all -> isComplete(all, held)).isPresent()) {
      writeOverview(found);
      return 0;
    }
    SamplesManifest.delete(folder.files());
    found.deleteOthers();
    if (table.isPresent()) {
      table.get().create();
    }
    if (!missing.isEmpty()) {
      drawing.draw(missing);
    }
    lock.requireHeld();
    finish(StoredSamples.find(folder, format()), before);
    return missing.count();
  }

  private boolean isComplete(SamplesManifest manifest, List<IdRange> held) {
    if (table.isPresent()) {
      return manifest.tables().contains(table.get().name().toString())
          && MissingImages.of(request.ids(), held).isEmpty();
    }
    return format() != SampleFormat.NPZ || manifest.npz().contains(NpzWriter.name(request.ids()));
  }

  private void finish(StoredSamples images, Optional<SamplesManifest> before) throws IOException {
    Set<String> npz = new TreeSet<>(before.map(SamplesManifest::npz).orElse(List.of()));
    if (format() == SampleFormat.NPZ) {
      new NpzWriter(images, request.plan().classes()).write(folder.files(), request.ids());
      npz.add(NpzWriter.name(request.ids()));
    }
    Set<String> tables = new TreeSet<>(before.map(SamplesManifest::tables).orElse(List.of()));
    if (table.isPresent()) {
      table.get().complete(images, folder.settings());
      tables.add(table.get().name().toString());
    }
    writeOverview(images);
    manifest(npz, tables).write(folder.files());
  }

  private void writeOverview(StoredSamples images) throws IOException {
    writeGrid(images);
    if (format() == SampleFormat.PNG && request.plan().classes().exist()) {
      new ClassTable(request.plan().classes()).write(folder.files(), images);
    }
  }

  private void writeGrid(StoredSamples images) throws IOException {
    SamplingConfig sampling = request.plan().sampling();
    SampleClasses classes = request.plan().classes();
    IdRange shown =
        new IdRange(
            sampling.firstId(),
            classes.wholeTurns(Math.min(sampling.images(), Pictures.MOST_IN_GRID)));
    ClassRows rows = ClassRows.of(classes.labels(shown.ids()), sampling.gridColumns());
    new Pictures(folder.shape())
        .writeGrid(
            folder.files(),
            rows.arrange(pixels(images, shown), folder.shape().size()),
            rows.columns());
  }

  private byte[] pixels(StoredSamples images, IdRange shown) throws IOException {
    return table.isPresent() ? table.get().pixels(shown, folder.shape()) : images.pixels(shown);
  }

  private SamplesManifest manifest(Set<String> npz, Set<String> tables) throws IOException {
    Map<String, List<UnitManifest>> units = new TreeMap<>();
    for (SampleFormat each : SampleFormat.values()) {
      List<UnitManifest> drawn = StoredSamples.find(folder, each).units();
      if (!drawn.isEmpty()) {
        units.put(each.id(), drawn);
      }
    }
    return new SamplesManifest(
        SamplesManifest.FORMAT_VERSION,
        folder.settings(),
        request.versions(),
        folder.shape(),
        units,
        List.copyOf(npz),
        List.copyOf(tables));
  }

  /** Returns the paths that a user may want to look at. */
  List<String> paths() throws IOException {
    OutputFolder files = folder.files();
    List<String> paths = new ArrayList<>();
    paths.add(
        switch (format()) {
          case PNG, PARQUET -> folder.folder(format()).path().toString();
          case NPZ -> files.path(NpzWriter.name(request.ids())).toString();
          case TABLE -> table.orElseThrow().name().toString();
        });
    for (String file : List.of(ClassTable.FILE, Pictures.GRID, Pictures.DENOISING)) {
      if (files.lengths().containsKey(file)) {
        paths.add(files.path(file).toString());
      }
    }
    paths.add(files.path(SamplesManifest.FILE).toString());
    return paths;
  }

  private SampleFormat format() {
    return request.plan().sampling().format();
  }
}
