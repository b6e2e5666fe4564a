/** What tasks of any kind need on an executor: native threads, and a way to talk to the driver. */
package io.github.sparkddpm.spark.executor;
