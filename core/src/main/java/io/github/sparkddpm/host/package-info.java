/**
 * Arithmetic in plain Java on the memory of ND4J arrays, where that is faster than the operations
 * of ND4J.
 *
 * <p>It imports nothing of this project. Start reading at {@link
 * io.github.sparkddpm.host.HostMemory}, which gives access to the memory; {@link
 * io.github.sparkddpm.host.SimdLoops} has the loops.
 */
package io.github.sparkddpm.host;
