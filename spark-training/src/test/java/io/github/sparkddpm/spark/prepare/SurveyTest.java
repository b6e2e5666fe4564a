package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.data.ContentDigest;
import io.github.sparkddpm.spark.data.DatasetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The summaries of tasks, put together. */
class SurveyTest {

  private static final int ENTRIES = 40;

  @Test
  void howTasksShareTheEntriesMakesNoDifference() {
    Survey whole = survey(ENTRIES);

    for (int size = 1; size < ENTRIES; size++) {
      assertThat(survey(size)).isEqualTo(whole);
    }
  }

  @Test
  void theDigestIsThatOfThisReleaseForEver() {
    assertThat(survey(ENTRIES).digest())
        .isEqualTo("7d2db8e5c04137eaaaa906ad76199018ed8dfd0e63d8207cdcbdbf23748e56cd");
  }

  @Test
  void theOrderOfTheEntriesChangesTheDigest() {
    List<PreparedImage> swapped = new ArrayList<>(images());
    swapped.set(3, image(3, 4));
    swapped.set(4, image(4, 3));

    assertThat(Survey.of(List.of(PartSurvey.of(swapped.iterator())), ENTRIES).digest())
        .isNotEqualTo(survey(ENTRIES).digest());
  }

  @Test
  void theQuarantineIsInTheSourcesOrderWhicheverTaskEndsFirst() {
    List<PartSurvey> parts = parts(7);
    Collections.reverse(parts);

    assertThat(Survey.of(parts, ENTRIES)).isEqualTo(survey(7));
    assertThat(survey(7).quarantined())
        .extracting(Quarantined::index)
        .containsExactly(0, 13, 26, 39);
    assertThat(survey(7).labelCounts()).hasToString("{0=12, 1=11, 2=12}");
  }

  @Test
  void aTaskThatLosesAnEntryIsNoticed() {
    List<PartSurvey> parts = parts(1);
    parts.remove(5);

    assertThatThrownBy(() -> Survey.of(parts, ENTRIES))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "The source has 39 images where 40 were listed: it changed meanwhile; prepare again");
  }

  private static Survey survey(int size) {
    return Survey.of(parts(size), ENTRIES);
  }

  private static List<PartSurvey> parts(int size) {
    List<PartSurvey> parts = new ArrayList<>();
    for (int from = 0; from < ENTRIES; from += size) {
      int to = Math.min(ENTRIES, from + size);
      parts.add(PartSurvey.of(images().subList(from, to).iterator()));
    }
    return parts;
  }

  private static List<PreparedImage> images() {
    return IntStream.range(0, ENTRIES).mapToObj(index -> image(index, index)).toList();
  }

  /** Every thirteenth is unusable, and the others have a class or none. */
  private static PreparedImage image(int index, int content) {
    byte[] digest = EntryDigest.of("image " + content, content, new byte[] {(byte) content});
    return index % 13 == 0
        ? new PreparedImage(
            index, 0, digest, null, new Quarantined(index, "image " + index, "it is damaged"))
        : new PreparedImage(index, label(index), digest, new byte[1], null);
  }

  private static int label(int index) {
    return index == 1 ? ContentDigest.UNLABELLED : index % 3;
  }
}
