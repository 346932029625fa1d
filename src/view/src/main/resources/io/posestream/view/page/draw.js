// Draws skeletons, trails and zones on a canvas.

import { trackColour } from './text.js';

const LIMBS = [[5, 7], [7, 9], [6, 8], [8, 10], [11, 13], [13, 15], [12, 14], [14, 16], [5, 6], [11, 12], [5, 11], [6, 12]];
const SEEN = 20; // of 255; what scores below is not drawn
const TRAIL_MS = 1500;
const TRAIL_STEP_MS = 90;

/** The largest rectangle of an image's shape in the middle of a canvas. */
export function fit(width, height, imageWidth, imageHeight) {
  const scale = Math.min(width / imageWidth, height / imageHeight);
  const w = imageWidth * scale;
  const h = imageHeight * scale;
  return { x: (width - w) / 2, y: (height - h) / 2, w, h };
}

const seen = (person, joint) => person.scores[joint] >= SEEN;

/** The middle of the hips, else of all joints; null if nothing is seen. */
function middle(person) {
  let x = 0;
  let y = 0;
  let n = 0;
  for (const joint of seen(person, 11) || seen(person, 12) ? [11, 12] : person.scores.keys()) {
    if (!seen(person, joint)) continue;
    x += person.xy[2 * joint];
    y += person.xy[2 * joint + 1];
    n++;
  }
  return n === 0 ? null : [x / n, y / n];
}

/** Height of a person in pixels, and the top of its head. */
export function extent(person, box) {
  let top = Infinity;
  let bottom = -Infinity;
  let left = Infinity;
  let right = -Infinity;
  for (let joint = 0; joint < 17; joint++) {
    if (!seen(person, joint)) continue;
    const x = person.xy[2 * joint] * box.w;
    const y = person.xy[2 * joint + 1] * box.h;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  if (top === Infinity) return null;
  return { size: Math.max(bottom - top, right - left), top: box.y + top, x: box.x + (left + right) / 2 };
}

function limbs(ctx, person, box) {
  ctx.beginPath();
  for (const [a, b] of LIMBS) {
    if (!seen(person, a) || !seen(person, b)) continue;
    ctx.moveTo(box.x + person.xy[2 * a] * box.w, box.y + person.xy[2 * a + 1] * box.h);
    ctx.lineTo(box.x + person.xy[2 * b] * box.w, box.y + person.xy[2 * b + 1] * box.h);
  }
  // The neck: from between the shoulders to the nose.
  if (seen(person, 0) && seen(person, 5) && seen(person, 6)) {
    ctx.moveTo(box.x + ((person.xy[10] + person.xy[12]) / 2) * box.w, box.y + ((person.xy[11] + person.xy[13]) / 2) * box.h);
    ctx.lineTo(box.x + person.xy[0] * box.w, box.y + person.xy[1] * box.h);
  }
  ctx.stroke();
}

function torso(ctx, person, box) {
  if (![5, 6, 11, 12].every((joint) => seen(person, joint))) return;
  ctx.beginPath();
  for (const joint of [5, 6, 12, 11]) ctx.lineTo(box.x + person.xy[2 * joint] * box.w, box.y + person.xy[2 * joint + 1] * box.h);
  ctx.closePath();
  ctx.fill();
}

function head(ctx, person, box, size) {
  let x = 0;
  let y = 0;
  let n = 0;
  for (let joint = 0; joint < 5; joint++) {
    if (!seen(person, joint)) continue;
    x += person.xy[2 * joint];
    y += person.xy[2 * joint + 1];
    n++;
  }
  if (n === 0) return;
  ctx.beginPath();
  ctx.arc(box.x + (x / n) * box.w, box.y + (y / n) * box.h, Math.max(2, size * 0.07), 0, 2 * Math.PI);
  ctx.fill();
}

/** @param tint colour of an event that the person takes part in, or null */
export function drawPerson(ctx, person, box, theme, tint, scale) {
  const at = extent(person, box);
  if (at === null) return;
  const colour = trackColour(person.id, theme);
  const width = Math.min(9 * scale, Math.max(1.6 * scale, at.size * 0.032));
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  if (tint !== null) {
    ctx.strokeStyle = tint;
    ctx.globalAlpha = 0.38;
    ctx.lineWidth = width * 4.2;
    limbs(ctx, person, box);
  }
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = colour;
  torso(ctx, person, box);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  limbs(ctx, person, box);
  head(ctx, person, box, at.size);
}

/** A name above a person's head. */
export function drawTag(ctx, person, box, text, tint, scale) {
  const at = extent(person, box);
  if (at === null) return;
  ctx.font = `600 ${11 * scale}px system-ui, sans-serif`;
  const width = ctx.measureText(text).width + 12 * scale;
  const x = Math.max(box.x + 2, Math.min(box.x + box.w - width - 2, at.x - width / 2));
  const y = Math.max(box.y + 2, at.top - at.size * 0.09 - 24 * scale);
  ctx.fillStyle = tint;
  ctx.beginPath();
  ctx.roundRect(x, y, width, 18 * scale, 9 * scale);
  ctx.fill();
  ctx.fillStyle = '#fff';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x + 6 * scale, y + 9.5 * scale);
}

/** Where the middles of all bodies were in the last second and a half. */
export function drawTrails(ctx, frames, position, box, theme, scale) {
  const trails = new Map();
  const newest = frames[position].time;
  let next = newest;
  for (let i = position; i >= 0 && frames[i].time >= newest - TRAIL_MS; i--) {
    if (frames[i].time > next) continue;
    next = frames[i].time - TRAIL_STEP_MS;
    for (const person of frames[i].persons) {
      const point = middle(person);
      if (point === null) continue;
      const trail = trails.get(person.id);
      if (trail) trail.push(point); else if (i === position) trails.set(person.id, [point]);
    }
  }
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 2.2 * scale;
  for (const [id, points] of trails) {
    ctx.strokeStyle = trackColour(id, theme);
    // Three pieces that fade: a gradient for each trail would cost more than it shows.
    for (let piece = 0; piece < 3; piece++) {
      const from = Math.floor((piece * points.length) / 3);
      const to = Math.min(points.length - 1, Math.floor(((piece + 1) * points.length) / 3));
      if (to <= from) continue;
      ctx.globalAlpha = [0.55, 0.32, 0.14][piece];
      ctx.beginPath();
      for (let i = from; i <= to; i++) ctx.lineTo(box.x + points[i][0] * box.w, box.y + points[i][1] * box.h);
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}

export function drawZones(ctx, zones, box, colour, scale) {
  ctx.font = `500 ${10.5 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  for (const [id, corners] of Object.entries(zones)) {
    ctx.beginPath();
    for (const [x, y] of corners) ctx.lineTo(box.x + x * box.w, box.y + y * box.h);
    ctx.closePath();
    ctx.globalAlpha = 0.08;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = 0.65;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.2 * scale;
    ctx.setLineDash([5 * scale, 4 * scale]);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillText(id, box.x + corners[0][0] * box.w + 4 * scale, box.y + corners[0][1] * box.h + 4 * scale);
  }
  ctx.globalAlpha = 1;
}

/** Persons between two frames, so that slow cameras move smoothly. */
export function between(frame, next, time) {
  if (!next || next.time - frame.time > 250 || time <= frame.time) return frame.persons;
  const part = (time - frame.time) / (next.time - frame.time);
  return frame.persons.map((person) => {
    const other = next.persons.find((one) => one.id === person.id);
    if (!other) return person;
    const xy = new Float32Array(34);
    for (let i = 0; i < 34; i++) {
      const both = seen(person, i >> 1) && seen(other, i >> 1);
      xy[i] = both ? person.xy[i] + part * (other.xy[i] - person.xy[i]) : person.xy[i];
    }
    return { id: person.id, xy, scores: person.scores };
  });
}
