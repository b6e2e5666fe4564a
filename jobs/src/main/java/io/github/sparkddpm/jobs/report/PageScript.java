package io.github.sparkddpm.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The scripts and styles that a page contains, so that it needs no network. */
final class PageScript {

  private static final String CHART_LIBRARY = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private PageScript() {}

  /** Returns the script of uPlot, the library that draws the charts. */
  static String chartLibrary() throws IOException {
    return chartFile("uPlot.iife.min.js");
  }

  /** Returns uPlot's style sheet. */
  static String chartStyle() throws IOException {
    return chartFile("uPlot.min.css");
  }

  /** Returns the script of the run's report. */
  static String ofReport() throws IOException {
    return read("io/github/sparkddpm/jobs/report/report.js");
  }

  /** Reads a file of the library's webjar, whose paths contain the version. */
  private static String chartFile(String name) throws IOException {
    Properties library = new Properties();
    try (InputStream in = open(CHART_LIBRARY)) {
      library.load(in);
    }
    return read(
        "META-INF/resources/webjars/uplot/%s/dist/%s"
            .formatted(library.getProperty("version"), name));
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = PageScript.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException(
          "The job jar lacks %s: build it again with mvn package".formatted(resource));
    }
    return in;
  }
}
