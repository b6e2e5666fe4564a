/** Raw images from wherever they lie, one after the other: what {@code prepare} reads. */
package io.github.sparkddpm.spark.source;
