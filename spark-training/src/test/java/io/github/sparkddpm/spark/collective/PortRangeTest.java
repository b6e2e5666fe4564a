package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void aRangeIsReadAsItIsWritten() {
    assertThat(PortRange.parse("7100-7199")).contains(new PortRange(7100, 7199));
    assertThat(PortRange.parse("7100")).contains(new PortRange(7100, 7100));
    assertThat(PortRange.parse("0")).contains(PortRange.ANY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1023", "0-7100", "7199-7100", "7100-65536", "7100,7101", "99999999999"})
  void whatNamesNoPortsIsRefused(String text) {
    assertThat(PortRange.parse(text)).isEmpty();
  }

  @Test
  void aTakenPortIsPassedOverAndATakenRangeIsNamed() throws IOException {
    try (ServerSocketChannel taken = PortRange.ANY.listen(HERE, 1)) {
      int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
      // The last port has none after it.
      PortRange full = new PortRange(port, port);
      assertThatThrownBy(() -> full.listen(HERE, 1))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(
              "no port of training.collective-ports = %s is free at 127.0.0.1".formatted(port));
      try (ServerSocketChannel next =
          new PortRange(port, Math.min(port + 100, 65_535)).listen(HERE, 1)) {
        assertThat(((InetSocketAddress) next.getLocalAddress()).getPort()).isGreaterThan(port);
      }
    }
  }
}
