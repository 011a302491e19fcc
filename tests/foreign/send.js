// Body from stdin, no properties but the content type, if given. usage: node send.js URL QUEUE [CONTENT_TYPE]
const amqp = require('amqplib');
const fs = require('fs');

async function main([url, queue, contentType]) {
  const connection = await amqp.connect(url);
  const channel = await connection.createConfirmChannel();
  channel.sendToQueue(queue, fs.readFileSync(0), contentType ? { contentType } : {});
  await channel.waitForConfirms();
  await connection.close();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
