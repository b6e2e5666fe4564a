package io.github.sparkddpm.data.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Reads how a camera was held; nothing else of the metadata, which may be a bomb of its own. */
final class ExifOrientation {

  private ExifOrientation() {}

  /**
   * Returns the orientation of a file.
   *
   * @param format as ImageIO names it, in lower case
   * @throws UnusableImageException if the file's structure is broken
   */
  static Orientation of(byte[] file, String format) throws UnusableImageException {
    try {
      if (format.equals("tiff")) {
        return Orientation.ofExif(TiffTags.of(file).number(TIFF.TAG_ORIENTATION, 1));
      }
      Metadata metadata = metadata(file, format);
      ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer number = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return number == null ? Orientation.UPRIGHT : Orientation.ofExif(number);
    } catch (IOException | ImageProcessingException e) {
      throw new UnusableImageException("its metadata cannot be read: " + e.getMessage(), e);
    }
  }

  private static Metadata metadata(byte[] file, String format)
      throws IOException, ImageProcessingException {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    return switch (format) {
      case "jpeg" -> JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
      case "png" -> ofPng(in);
      case "webp" -> WebpMetadataReader.readMetadata(in);
      default -> new Metadata();
    };
  }

  private static Metadata ofPng(ByteArrayInputStream in)
      throws IOException, ImageProcessingException {
    Metadata metadata = new Metadata();
    Iterable<PngChunk> chunks =
        new PngChunkReader().extract(new StreamReader(in), Set.of(PngChunkType.eXIf));
    for (PngChunk chunk : chunks) {
      new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
    }
    return metadata;
  }
}
