package io.github.sparkddpm.jobs;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version in the job jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"spark-ddpm " + Objects.requireNonNullElse(version, "(not from a jar)")};
  }
}
