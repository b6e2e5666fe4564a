package io.github.sparkddpm.spark.data;

import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/** The rows of one shard, from its images by id. */
final class ShardRows implements Iterator<Row> {

  private final Iterator<Tuple2<Long, PreparedImage>> images;
  private final PartMeter meter;

  ShardRows(Iterator<Tuple2<Long, PreparedImage>> images, PartMeter meter) {
    this.images = images;
    this.meter = meter;
  }

  @Override
  public boolean hasNext() {
    boolean more = images.hasNext();
    if (!more) {
      meter.finish();
    }
    return more;
  }

  @Override
  public Row next() {
    Tuple2<Long, PreparedImage> next = images.next();
    PreparedImage image = next._2();
    Integer label = image.label() == PreparedImage.UNLABELLED ? null : image.label();
    meter.count();
    return RowFactory.create(next._1(), label, image.pixels());
  }
}
