package io.github.sparkddpm.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YarnContainerTest {

  @Test
  void sparkIsToldTheStatus() {
    assertThat(YarnContainer.failure(3).exitCode()).isEqualTo(3);
  }
}
