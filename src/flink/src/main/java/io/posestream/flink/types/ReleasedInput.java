package io.posestream.flink.types;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.jspecify.annotations.Nullable;

/** A record that an earlier release wrote; codecs ask it what they may expect. */
final class ReleasedInput implements DataInputView {
  private final DataInputView in;
  private final int version;

  /**
   * Wraps a record.
   *
   * @param in behind the record's version byte
   * @param version what that byte says
   */
  ReleasedInput(DataInputView in, int version) {
    this.in = in;
    this.version = version;
  }

  /** Returns whether a record was written by a version or a later one. */
  static boolean since(int version, DataInputView in) {
    return !(in instanceof ReleasedInput released) || released.version >= version;
  }

  @Override
  public void readFully(byte[] b) throws IOException {
    in.readFully(b);
  }

  @Override
  public void readFully(byte[] b, int off, int len) throws IOException {
    in.readFully(b, off, len);
  }

  @Override
  public int skipBytes(int n) throws IOException {
    return in.skipBytes(n);
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public byte readByte() throws IOException {
    return in.readByte();
  }

  @Override
  public int readUnsignedByte() throws IOException {
    return in.readUnsignedByte();
  }

  @Override
  public short readShort() throws IOException {
    return in.readShort();
  }

  @Override
  public int readUnsignedShort() throws IOException {
    return in.readUnsignedShort();
  }

  @Override
  public char readChar() throws IOException {
    return in.readChar();
  }

  @Override
  public int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in.readDouble();
  }

  @Override
  public String readUTF() throws IOException {
    return in.readUTF();
  }

  @Override
  public void skipBytesToRead(int numBytes) throws IOException {
    in.skipBytesToRead(numBytes);
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    return in.read(b, off, len);
  }

  @Override
  public int read(byte[] b) throws IOException {
    return in.read(b);
  }

  @Override
  public @Nullable String readLine() throws IOException {
    return in.readLine();
  }
}
