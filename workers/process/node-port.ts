/**
 * The one way between the process of the jobs and its node: frames over a pipe that the node opened as the
 * fourth file of this process, or over the port that Electron gives to a process of its own. When the node is gone, so
 * is this process.
 */
import { Socket } from 'node:net';
import {
  createFrameSplitter,
  type FromProcess,
  readMessage,
  type ToProcess,
  writeFrame,
  writeMessage,
} from '../../shared/jobs/process-protocol.ts';
import { writingTogether } from '../../shared/jobs/together.ts';

export interface NodePort {
  /** False when the message is too long to be sent. */
  readonly say: (message: FromProcess) => boolean;
}

/** As Electron declares it for the processes that it starts. */
interface ParentPort {
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => void;
  readonly postMessage: (message: unknown) => void;
}

const pipe = 3;

/** The node is trusted: what it says is not looked at twice. */
export function openNodePort(hear: (message: ToProcess) => void): NodePort {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  const onFrame = (frame: Uint8Array) => hear(readMessage(frame) as ToProcess);
  const post = parentPort === undefined ? postOverPipe(onFrame) : postOver(parentPort, onFrame);
  return {
    say(message) {
      const frame = writeMessage(message);
      if (frame !== null) post(frame);
      return frame !== null;
    },
  };
}

function postOverPipe(onFrame: (frame: Uint8Array) => void): (frame: Uint8Array) => void {
  const socket = new Socket({ fd: pipe, readable: true, writable: true });
  const splitter = createFrameSplitter(onFrame);
  const leave = () => process.exit(0);
  socket.on('data', (chunk: Uint8Array) => splitter.push(chunk));
  socket.on('error', leave);
  socket.on('end', leave);
  socket.on('close', leave);
  const write = writingTogether(
    (bytes) => void socket.write(bytes),
    (flush) => void setImmediate(flush),
  );
  return (frame) => writeFrame(write, frame);
}

function postOver(
  port: ParentPort,
  onFrame: (frame: Uint8Array) => void,
): (frame: Uint8Array) => void {
  port.on('message', ({ data }) => {
    if (data instanceof Uint8Array) onFrame(data);
  });
  return (frame) => port.postMessage(frame);
}
