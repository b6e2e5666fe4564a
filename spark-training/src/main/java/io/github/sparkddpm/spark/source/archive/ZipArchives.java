package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit.Entries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Zip files of pictures, with or without folders that are their classes. */
public record ZipArchives(WantedLabel wanted) implements ArchiveReader {

  @Override
  public void scan(Shard shard, ShardContents.Counter contents, Configuration hadoop)
      throws IOException {
    try (ZipImages zip = ZipImages.open(new Path(shard.file()), hadoop)) {
      for (ZipArchiveEntry image : zip.images()) {
        contents.label(label(image, zip));
      }
      contents.shard(shard, parts(zip.images()));
      contents.passedOver(zip.passedOver().within(shard.name()));
    }
  }

  private static List<ArchivePart> parts(List<ZipArchiveEntry> images) {
    List<ArchivePart> parts = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < images.size(); i++) {
      if (bytes >= ArchivePart.BYTES) {
        parts.add(new ArchivePart(first, i - first));
        first = i;
        bytes = 0;
      }
      bytes += Math.min(ArchivePart.BYTES, Math.max(0, images.get(i).getCompressedSize()));
    }
    if (first < images.size()) {
      parts.add(new ArchivePart(first, images.size() - first));
    }
    return parts;
  }

  private LabelText label(ZipArchiveEntry image, ZipImages zip) {
    return wanted.isWanted()
        ? LabelText.ofFolder(MemberName.of(image.getName()), zip.toString())
        : LabelText.MISSING;
  }

  @Override
  public Entries open(Shard shard, ArchivePart part, ArchiveClasses classes, Configuration hadoop)
      throws IOException {
    ZipImages zip = ZipImages.open(new Path(shard.file()), hadoop);
    int first = (int) part.position();
    if (first + part.count() > zip.images().size()) {
      zip.close();
      throw ArchivePart.changed(shard.name());
    }
    Iterator<ZipArchiveEntry> images = zip.images().subList(first, first + part.count()).iterator();
    return new Entries() {
      @Override
      public SourceEntry next() throws IOException {
        ZipArchiveEntry image = images.next();
        String name = shard.name() + "/" + MemberName.of(image.getName()).path();
        return zip.entry(image, name, classes.of(label(image, zip).text(), name));
      }

      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }
}
