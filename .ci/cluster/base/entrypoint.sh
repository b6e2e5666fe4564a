#!/usr/bin/env bash
# Starts what Spark's client of Kubernetes asks of an image: a driver, an executor, or else a command.
# Stands in for the entry point of Apache's image of Spark.
set -euo pipefail

# OpenShift's number for a user has no name.
if ! getent passwd "$(id -u)" >/dev/null; then
  NSS_WRAPPER_PASSWD="$(mktemp)"
  NSS_WRAPPER_GROUP=/etc/group
  echo "spark:x:$(id -u):$(id -g)::$SPARK_HOME:/bin/false" >"$NSS_WRAPPER_PASSWD"
  LD_PRELOAD="$(compgen -G '/usr/lib/*/libnss_wrapper.so')"
  export LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
fi

command=("$@")
if [[ "${1:-}" == driver ]]; then
  command=("$SPARK_HOME/bin/spark-submit" --deploy-mode client
    --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS"
    --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=$SPARK_DRIVER_BIND_ADDRESS" "${@:2}")
elif [[ "${1:-}" == executor ]]; then
  command=(java)
  for option in "${!SPARK_JAVA_OPT_@}"; do
    command+=("${!option}")
  done
  command+=("-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY"
    -cp "${SPARK_CONF_DIR:-$SPARK_HOME/conf}:${SPARK_CLASSPATH:-}:$SPARK_HOME/jars/*:$PWD"
    org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend
    --driver-url "$SPARK_DRIVER_URL" --executor-id "$SPARK_EXECUTOR_ID" --cores "$SPARK_EXECUTOR_CORES"
    --app-id "$SPARK_APPLICATION_ID" --hostname "$SPARK_EXECUTOR_POD_IP"
    --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" --podName "$SPARK_EXECUTOR_POD_NAME")
fi
exec tini -s -- "${command[@]}"
