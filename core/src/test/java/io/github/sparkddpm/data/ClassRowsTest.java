package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassRowsTest {

  @Test
  void classesInTurnHaveARowEach() {
    ClassRows rows = ClassRows.of(new int[] {0, 1, 2, 0, 1, 2}, 8);
    assertThat(rows.order()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(rows.columns()).isEqualTo(2);
    assertThat(rows.arrange(new byte[] {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}, 2))
        .containsExactly(1, 1, 4, 4, 2, 2, 5, 5, 3, 3, 6, 6);
  }

  @Test
  void classesOfDifferentNumbersAreSortedIntoRowsOfTheWishedLength() {
    ClassRows rows = ClassRows.of(new int[] {7, 0, 7}, 8);
    assertThat(rows.order()).containsExactly(1, 0, 2);
    assertThat(rows.columns()).isEqualTo(8);
  }

  @Test
  void imagesOfAClassEachHaveRowsOfTheWishedLength() {
    ClassRows rows = ClassRows.of(new int[] {2, 0, 1}, 2);
    assertThat(rows.order()).containsExactly(1, 2, 0);
    assertThat(rows.columns()).isEqualTo(2);
  }

  @Test
  void imagesWithoutAClassStayAsTheyAre() {
    ClassRows rows = ClassRows.of(Labels.none(3), 8);
    assertThat(rows.order()).containsExactly(0, 1, 2);
    assertThat(rows.columns()).isEqualTo(8);
  }
}
