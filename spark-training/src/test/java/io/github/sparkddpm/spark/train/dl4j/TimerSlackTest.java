package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TimerSlackTest {

  private static final String AS_LINUX_HAS_IT = "50000";

  @Test
  void aThreadThatIsStartedAfterwardsMaySleepAMillisecondLonger() throws Exception {
    // Another test's thread may have been here.
    Files.writeString(TimerSlack.file(), AS_LINUX_HAS_IT);
    assertThat(slackOfAnHeir()).isEqualTo(AS_LINUX_HAS_IT);

    TimerSlack.relax();

    assertThat(slackOfAnHeir()).isEqualTo("1000000");
  }

  private static String slackOfAnHeir() throws Exception {
    FutureTask<String> told = new FutureTask<>(() -> Files.readString(TimerSlack.file()).strip());
    new Thread(told).start();
    return told.get();
  }
}
