// Gives a child process of Node the port that a process of Electron's has. It ends with its parent.
process.parentPort = {
  on(_event, listener) {
    process.on('message', (data) => listener({ data }));
  },
  postMessage(message) {
    process.send(message);
  },
};
process.on('disconnect', () => process.exit(0));
