package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.track.Alias;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.track.KnownTrack;

/** Binary forms of what is remembered of tracks. */
final class TrackCodecs {
  private static final Codec<KnownTrack> KNOWN =
      Codec.of(
          (track, out) -> {
            writeText(track.trackId(), out);
            writeText(track.trackerId(), out);
            out.writeLong(track.seenMicros());
            PoseCodecs.PERSON.write(track.pose(), out);
            out.writeFloat(track.velocityX());
            out.writeFloat(track.velocityY());
            out.writeLong(track.switchedMicros());
            out.writeLong(track.movedThroughMicros());
          },
          in ->
              new KnownTrack(
                  readText(in),
                  readText(in),
                  in.readLong(),
                  PoseCodecs.PERSON.read(in),
                  in.readFloat(),
                  in.readFloat(),
                  in.readLong(),
                  WindowCodecs.readMicros(in)));

  private static final Codec<Alias> ALIAS =
      Codec.of(
          (alias, out) -> {
            writeText(alias.trackerId(), out);
            out.writeLong(alias.fromMicros());
            writeText(alias.trackId(), out);
          },
          in -> new Alias(readText(in), in.readLong(), readText(in)));

  static final Codec<CameraTracks> TRACKS =
      Codec.of(
          (tracks, out) -> {
            out.writeLong(tracks.throughMicros());
            writeList(tracks.known(), KNOWN, out);
            writeList(tracks.aliases(), ALIAS, out);
          },
          in -> new CameraTracks(in.readLong(), readList(KNOWN, in), readList(ALIAS, in)));

  private TrackCodecs() {}
}
