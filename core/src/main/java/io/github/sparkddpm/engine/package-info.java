/**
 * Who computes the network: DL4J, or another engine that the build has, on the CPU or a GPU. Chosen
 * here from the configuration; those who train and sample do not know which one it is.
 */
package io.github.sparkddpm.engine;
