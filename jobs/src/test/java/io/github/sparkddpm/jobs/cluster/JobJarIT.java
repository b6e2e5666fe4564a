package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The content of the job jar, which is given to others. */
class JobJarIT {

  private static final String LICENCES = "META-INF/licenses/";

  private static JarFile jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile("target/spark-ddpm.jar");
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void itHasTheProjectsLicenceAndTheNoticesOfItsParts() throws IOException {
    assertThat(text("META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("../LICENSE")));
    assertThat(text("META-INF/NOTICE")).contains("Apache Commons", "Apache HttpClient");
  }

  @Test
  void itHasTheLicencesThatThirdPartiesAskFor() throws IOException {
    assertThat(names())
        .anyMatch(name -> name.matches(LICENCES + "jna-[0-9.]+[^/]*/META-INF/.*LICENSE"))
        .anyMatch(name -> name.matches(LICENCES + "onnxruntime-[0-9.]+[^/]*/ThirdPartyNotices.txt"))
        .anyMatch(name -> name.matches("META-INF/resources/webjars/uplot/[0-9.]+/LICENSE"));
    assertThat(text(LICENCES + "natives/OpenBLAS-LAPACK-GCC.txt"))
        .contains("The OpenBLAS Project", "GCC RUNTIME LIBRARY EXCEPTION");
    assertThat(text(LICENCES + "natives/leptonica.txt"))
        .contains("Leptonica", "libjpeg-turbo", "libpng", "zlib", "OpenJPEG");
  }

  @Test
  void itsBillOfMaterialsNamesWhatIsBundledAndItsLicence() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(text("META-INF/sbom/spark-ddpm.cdx.json"));
    List<JsonNode> components =
        StreamSupport.stream(bill.get("components").spliterator(), false).toList();

    assertThat(components)
        .extracting(component -> component.get("name").asText())
        .contains("nd4j-native", "onnxruntime", "jna", "mlflow-client")
        .doesNotContain("spark-core_2.12", "junit-jupiter");
    assertThat(components)
        .allSatisfy(component -> assertThat(component.hasNonNull("licenses")).isTrue());
  }

  @Test
  void librariesThatNothingCallsAreLeftOut() {
    assertThat(names())
        .noneMatch(name -> name.startsWith("org/nd4j/shade/codehaus/"))
        .noneMatch(name -> name.startsWith("org/nd4j/shade/jackson/dataformat/xml/"))
        .noneMatch(name -> name.startsWith("META-INF/services/org.nd4j.shade."))
        .noneMatch(name -> name.startsWith("META-INF/maven/com.fasterxml.woodstox/"))
        .noneMatch(name -> name.startsWith("de/erichseifert/vectorgraphics2d/"));
  }

  @Test
  void mlflowsClientHasTheNewerHttpClientAndGson() throws IOException {
    assertThat(version("org.apache.httpcomponents/httpclient")).isEqualTo("4.5.14");
    assertThat(version("com.google.code.gson/gson")).isEqualTo("2.10.1");
    assertThat(names())
        .contains("io/github/sparkddpm/shaded/mlflow_project/apachehttp/client/HttpClient.class")
        .noneMatch(name -> name.startsWith("org/apache/http/"))
        .noneMatch(name -> name.startsWith("com/google/gson/"));
  }

  private static List<String> names() {
    return jar.stream().map(ZipEntry::getName).toList();
  }

  private static String version(String artifact) throws IOException {
    Properties of = new Properties();
    of.load(new StringReader(text("META-INF/maven/" + artifact + "/pom.properties")));
    return of.getProperty("version");
  }

  private static String text(String name) throws IOException {
    try (InputStream content = jar.getInputStream(jar.getEntry(name))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
