package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetDigest;
import io.github.sparkddpm.spark.data.DatasetManifest;
import io.github.sparkddpm.spark.data.DatasetManifest.Settings;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.DatasetManifest.Source;
import io.github.sparkddpm.spark.source.Listing;
import java.util.List;
import java.util.Locale;

/** Describes a dataset for its manifest, by what it was made of and how. */
final class DatasetDescription {

  private DatasetDescription() {}

  static DatasetManifest manifest(
      PreparationPlan plan, Listing listing, Survey survey, List<Shard> shards) {
    ImageShape shape = plan.shape();
    return new DatasetManifest(
        DatasetManifest.FORMAT_VERSION,
        DatasetDigest.of(DatasetManifest.FORMAT_VERSION, shape, shards),
        listing.entries() - survey.quarantined().size(),
        shape,
        listing.classNames(),
        survey.labelCounts(),
        survey.quarantined().size(),
        source(listing, survey),
        settings(plan),
        shards);
  }

  static Source source(Listing listing, Survey survey) {
    return new Source(
        listing.format().name().toLowerCase(Locale.ROOT),
        listing.name(),
        listing.entries(),
        survey.digest(),
        listing.passedOver().byKey());
  }

  static Settings settings(PreparationPlan plan) {
    PrepareConfig prepare = plan.prepare();
    return new Settings(prepare.seed(), prepare.background().toString(), prepare.maxPixels());
  }
}
