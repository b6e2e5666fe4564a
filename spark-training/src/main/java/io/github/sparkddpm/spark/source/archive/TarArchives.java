package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit.Entries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Tars in WebDataset's layout. A plain tar is cut into parts at samples; a gzipped one is not. */
public record TarArchives(WantedLabel wanted) implements ArchiveReader {

  /** Returns whether the first 512 bytes of a file are those of a tar that is not gzipped. */
  public static boolean begins(byte[] head) {
    return TarHeader.begins(head);
  }

  @Override
  public void scan(Shard shard, ShardContents.Counter contents, Configuration hadoop)
      throws IOException {
    Path file = new Path(shard.file());
    try (TarSamples samples = TarSamples.listing(file, wanted, hadoop)) {
      Cutter cutter = new Cutter(samples.isCuttable());
      for (TarSample sample = samples.next(); sample != null; sample = samples.next()) {
        cutter.add(sample.start());
        contents.label(sample.label());
      }
      contents.shard(shard, cutter.parts());
      contents.passedOver(samples.passedOver().within(shard.name()));
    }
  }

  @Override
  public Entries open(Shard shard, ArchivePart part, ArchiveClasses classes, Configuration hadoop)
      throws IOException {
    TarSamples samples =
        TarSamples.reading(new Path(shard.file()), part.position(), wanted, hadoop);
    return new Entries() {
      @Override
      public SourceEntry next() throws IOException {
        TarSample sample = samples.next();
        if (sample == null) {
          throw ArchivePart.changed(shard.name());
        }
        return sample.entry(shard.name(), classes);
      }

      @Override
      public void close() throws IOException {
        samples.close();
      }
    };
  }

  /** Cuts a tar into parts at the bytes at which its samples begin. */
  private static final class Cutter {

    private final boolean cuts;
    private final List<ArchivePart> parts = new ArrayList<>();
    private long start;
    private int count;

    Cutter(boolean cuts) {
      this.cuts = cuts;
    }

    void add(long sample) {
      if (count > 0 && cuts && sample - start >= ArchivePart.BYTES) {
        end();
      }
      if (count == 0) {
        start = cuts ? sample : 0;
      }
      count++;
    }

    private void end() {
      parts.add(new ArchivePart(start, count));
      count = 0;
    }

    List<ArchivePart> parts() {
      if (count > 0) {
        end();
      }
      return parts;
    }
  }
}
