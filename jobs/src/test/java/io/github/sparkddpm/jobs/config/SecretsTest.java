package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "s3.secret-key",
        "s3.access-key",
        "db.PASSWORD",
        "api-token",
        "a.b.credentials"
      })
  void valuesOfKeysThatSoundSecretAreMasked(String key) {
    String rendered = Secrets.mask(ConfigFactory.parseString(key + " = hunter2").root()).render();

    assertThat(rendered).contains(Secrets.MASK).doesNotContain("hunter2");
  }

  @Test
  void passwordsInPathsAreMaskedAndTheRestOfThePathIsNot() {
    LoadedConfig loaded =
        ConfigLoader.load(Optional.empty(), List.of("output=s3a://AKIA:hunter2@bucket/run"));

    assertThat(loaded.render()).contains("s3a://******@bucket/run").doesNotContain("hunter2");
    assertThat(loaded.run().output()).contains("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://AKIA:hun/ter2@bucket/run",
        "s3a://AKIA:hun+ter2@bucket",
        "s3n://AKIA:hun/t/er2@bucket/run@2",
        "hdfs://ann:hunter2@host:8020/run"
      })
  void aLoginInAPathIsSeenAndMaskedWhateverSignsItsSecretHas(String path) {
    assertThat(Secrets.inUri(path)).isTrue();
    assertThat(Secrets.maskUserInfo(path)).contains(Secrets.MASK).doesNotContain("er2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:hun/ter2@host",
        "https://me:hun@t/er2@host",
        "http://hunter2@host",
        "http://me:hunter2/@host and more"
      })
  void aLoginInAWebAddressIsMaskedWhateverSignsItHas(String url) {
    assertThat(Secrets.maskUserInfo(url))
        .matches("https?://\\Q" + Secrets.MASK + "\\E@host( and more)?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://account.blob.core.windows.net/c/run?sv=2024&sig=hunter2%3D&se=2026",
        "https://host/run?token=hunter2",
        "https://host/run?a=1&ACCESS_TOKEN=hunter2#part",
        "s3a://bucket/run?X-Amz-Credential=hunter2&X-Amz-Signature=hunter2",
        "https://host/run?api-key=hunter2",
        "https://host/run?AWSAccessKeyId=hunter2",
        "https://host/run?Expires=1&Signature=hunter2&Key-Pair-Id=x",
        "https://host/run?X-Goog-Signature=hunter2",
        "https://host/run?sas=hunter2",
        "https://host/run?auth=hunter2",
        "https://host/run?pwd=hunter2",
        "https://host/run?jwt=hunter2",
        "HTTPS://host/run?SIG=hunter2"
      })
  void aTokenInAQueryIsSeenAndMasked(String url) {
    assertThat(Secrets.inUri(url)).isTrue();
    assertThat(Secrets.maskUserInfo(url))
        .startsWith(url.substring(0, url.indexOf('?')))
        .contains("=" + Secrets.MASK)
        .doesNotContain("hunter2");
  }

  @Test
  void theRestOfAQueryStays() {
    assertThat(Secrets.maskUserInfo("https://host/run?design=a&version=2&sig=x&b=1"))
        .isEqualTo("https://host/run?design=a&version=2&sig=******&b=1");
  }

  @Test
  void aTokenInAPathIsNeitherInTheDryRunNorInTheRecord() {
    LoadedConfig loaded =
        ConfigLoader.load(Optional.empty(), List.of("output=\"https://host/run?token=hunter2\""));

    assertThat(loaded.render()).contains("host/run?token=******").doesNotContain("hunter2");
    assertThat(loaded.run().toJson().toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"S3A://AKIA:hun/ter2@bucket", "HTTPS://hunter2@host", "HDFS://a:hunter2@h"})
  void theCaseOfASchemeHidesNothing(String path) {
    assertThat(Secrets.maskUserInfo(path)).contains(Secrets.MASK).doesNotContain("er2");
  }

  @Test
  void aTokenInAFragmentIsMasked() {
    assertThat(Secrets.maskUserInfo("https://host/run#access_token=hunter2&a=1"))
        .isEqualTo("https://host/run#access_token=******&a=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlflow.experiment",
        "data.source-images",
        "evaluate.dataset",
        "evaluate.samples",
        "evaluate.features.model",
        "evaluate.features.statistics",
        "sampling.output"
      })
  void aTokenIsNotInTheRecordWhicheverKeyHasIt(String key) {
    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.empty(), List.of(key + "=\"https://AK:hunter2@host/x?sig=hunter3&b=1\""));

    assertThat(loaded.run().toJson().toString())
        .contains("https://******@host/x?sig=******&b=1")
        .doesNotContain("hunter");
    assertThat(loaded.render()).doesNotContain("hunter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlflow.tracking-uri=\"https://host/team?token=hunter2\"",
        "mlflow.tracking-uri=\"https://host?token=hunter2\"",
        "mlflow.tracking-uri=\"https://host/#token=hunter2\"",
        "s3.endpoint=\"https://host?token=hunter2\"",
        "s3.endpoint=\"https://host#token=hunter2\""
      })
  void aServerWithATokenInItsAddressIsRefusedWithoutSayingIt(String override) {
    assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), List.of(override)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("token=" + Secrets.MASK)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host:5000/a", "https://host and me@home"})
  void anAddressWithoutALoginStays(String url) {
    assertThat(Secrets.maskUserInfo(url)).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/run@2",
        "hdfs://host:8020/run@2",
        "abfss://container@account.dfs.core.windows.net/run",
        "/home/ann@work:2/run"
      })
  void otherPathsHaveNoLogin(String path) {
    assertThat(Secrets.inUri(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fs.s3a.access.key", "fs.s3a.secret.key", "fs.s3a.session.token", "accesskey"})
  void hadoopsKeysAreSecretToo(String key) {
    assertThat(Secrets.mask(ConfigFactory.parseString(key + " = hunter2").root()).render())
        .doesNotContain("hunter2");
  }
}
