/**
 * Image files of any size and kind, decoded and fitted to the shape that a network takes.
 *
 * <p>It may import {@code data} and libraries that read image files. A file is not trusted: one
 * that cannot be read exactly is an {@link io.github.sparkddpm.data.image.UnusableImageException}.
 *
 * <p>Start reading at {@link io.github.sparkddpm.data.image.ImageDecoder}.
 */
package io.github.sparkddpm.data.image;
