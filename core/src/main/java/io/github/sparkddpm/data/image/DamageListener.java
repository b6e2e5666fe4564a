package io.github.sparkddpm.data.image;

import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Collects the damage of which a JPEG reader only warns: a truncated file, whose end it fills with
 * grey.
 */
final class DamageListener implements IIOReadWarningListener {

  private String damage;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    boolean harmless = text.contains("extraneous bytes");
    if (!harmless && (text.contains("premature end") || text.contains("corrupt jpeg data"))) {
      damage = warning;
    }
  }

  Optional<String> damage() {
    return Optional.ofNullable(damage);
  }
}
